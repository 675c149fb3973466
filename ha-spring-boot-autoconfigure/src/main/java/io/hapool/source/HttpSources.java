package io.hapool.source;

import java.net.URI;
import java.time.Duration;

import io.hapool.pool.source.EndpointSource;

/**
 * Makes sources that ask HTTP servers. There is one where Spring's HTTP clients are.
 */
@FunctionalInterface
public interface HttpSources {

	/**
	 * Makes a source.
	 * @param url where the list is; its user info is sent as basic authentication
	 * @param interval how long to wait from question to question, above zero
	 * @param timeout how long the answer may take, above zero
	 * @param format how the answer is read
	 * @return a source that has not asked yet
	 */
	EndpointSource<URI> at(URI url, Duration interval, Duration timeout, EndpointListFormat format);

}
