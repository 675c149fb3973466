package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.hapool.health.HealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * Makes health checks by HTTP. It is there if the libraries for it are.
 */
@FunctionalInterface
public interface HttpCheckFactory {

	/**
	 * Makes a check.
	 * @param definition what was written
	 * @return the check; equal to others of an equal definition
	 * @throws IllegalArgumentException if what was written cannot be; the text begins
	 * with the name of the property
	 */
	HealthCheck<URI> create(Definition definition);

	/**
	 * What was written of a check.
	 *
	 * @param path what is asked for
	 * @param port where
	 * @param status which answers are good
	 * @param headers what is sent along
	 * @param timeout how long the answer may take
	 * @param sslBundle the name of an SSL bundle
	 */
	record Definition(@Nullable String path, int port, @Nullable List<String> status, Map<String, String> headers,
			Duration timeout, @Nullable String sslBundle) {
	}

}
