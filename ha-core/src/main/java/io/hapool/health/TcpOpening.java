package io.hapool.health;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A TCP connection that opens.
 *
 * @param deadline until when, by the monotonic clock
 * @param done whom to tell why it failed, or {@code null}: it opened
 */
record TcpOpening(SocketChannel channel, long deadline, Consumer<@Nullable Exception> done) {

	boolean isOver() {
		return !channel.isOpen();
	}

	/** What was to be known is known: whether closing succeeds says nothing. */
	void close() {
		try {
			channel.close();
		}
		catch (IOException ignored) {
			// the descriptor is gone all the same
		}
	}

}
