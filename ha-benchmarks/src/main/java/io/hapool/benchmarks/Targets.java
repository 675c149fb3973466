package io.hapool.benchmarks;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The endpoints of all contenders. Nobody connects to them.
 */
final class Targets {

	/** How many there are where nothing else is said. */
	static final int COUNT = 8;

	/** The port of the first; each has its own, to find what belongs to it by index. */
	static final int FIRST_PORT = 8001;

	private Targets() {
	}

	static List<URI> uris(int count) {
		return IntStream.range(0, count)
			.mapToObj((index) -> URI.create("http://127.0.0.1:" + (FIRST_PORT + index)))
			.toList();
	}

}
