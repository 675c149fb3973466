package io.hapool.pool;

import java.net.SocketException;

/**
 * Tells failures that are certainly not the endpoint's: this process has no file
 * descriptor left for a socket.
 */
final class LocalFailures {

	/** More text follows if it is the whole machine that has none left. */
	private static final String NO_DESCRIPTOR = "Too many open files";

	private LocalFailures() {
	}

	static boolean isOne(Throwable failure) {
		return CauseChain.anyMatch(failure, LocalFailures::hasNoSocket);
	}

	/** The JDK has no class of its own for it; its text alone tells. */
	static boolean hasNoSocket(Throwable link) {
		return link instanceof SocketException && link.getMessage() != null
				&& link.getMessage().startsWith(NO_DESCRIPTOR);
	}

}
