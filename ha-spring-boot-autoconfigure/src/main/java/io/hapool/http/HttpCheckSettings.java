package io.hapool.http;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * What a {@link HttpHealthCheck} asks for, and what is a good answer.
 *
 * @param path path, and query if any, that stand in the place of those of the endpoint's
 * URI; begins with a slash; {@code null}: those of the URI
 * @param port where to ask; 0: the port of the endpoint
 * @param status the answers that are good
 * @param headers what is sent along
 * @param timeout how long connecting, and how long the answer may take
 * @param ssl how TLS trusts and identifies; {@code null}: as the JVM does
 */
public record HttpCheckSettings(@Nullable String path, int port, HttpStatuses status, Map<String, String> headers,
		Duration timeout, @Nullable SslBundle ssl) {

	/**
	 * Checks path and port.
	 */
	public HttpCheckSettings {
		if (path != null && !path.startsWith("/")) {
			throw new IllegalArgumentException(
					"health-check.path: \"" + path + "\" (expected: it begins with a slash, such as /health)");
		}
		if (port < 0 || port > 65_535) {
			throw new IllegalArgumentException("health-check.port: " + port + " (expected: 0 to 65535)");
		}
		headers = Map.copyOf(headers);
	}

	/**
	 * Returns settings that ask an endpoint for its own URI and expect any 2xx.
	 * @param timeout how long the answer may take
	 * @return the settings
	 */
	public static HttpCheckSettings of(Duration timeout) {
		return new HttpCheckSettings(null, 0, HttpStatuses.SUCCESSFUL, Map.of(), timeout, null);
	}

}
