package io.hapool.source;

import java.net.URI;
import java.util.List;

import io.hapool.pool.Endpoint;

/**
 * Reads endpoints from a text. Thread-safe.
 */
@FunctionalInterface
public interface EndpointListFormat {

	/** How many bytes a list may have. */
	int LIMIT = 1 << 20;

	/**
	 * Reads a text.
	 * @param text the text
	 * @return the endpoints in the order of the text, none if it is empty
	 * @throws IllegalArgumentException if it is no list of endpoints; says what to write,
	 * without credentials
	 */
	List<Endpoint<URI>> read(String text);

}
