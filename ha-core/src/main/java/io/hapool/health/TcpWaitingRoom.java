package io.hapool.health;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait until they are open, or until it takes too long. Used by one
 * thread.
 */
final class TcpWaitingRoom {

	/** Who waits for the next does not end at once: it will come soon. */
	private static final long LINGER_MILLIS = 100;

	private static final long NANOS_PER_MILLI = 1_000_000;

	/** With those that are over and whose time has not come. */
	private final PriorityQueue<TcpOpening> byDeadline = new PriorityQueue<>(
			(one, other) -> Long.signum(one.deadline() - other.deadline()));

	private final Selector selector;

	private final Time time;

	private final Runnable left;

	private boolean idle;

	/**
	 * @param left told for each that is over
	 */
	TcpWaitingRoom(Selector selector, Time time, Runnable left) {
		this.selector = selector;
		this.time = time;
		this.left = left;
	}

	void admit(Queue<TcpOpening> arrivals) {
		TcpOpening arrival;
		while ((arrival = arrivals.poll()) != null) {
			try {
				arrival.channel().register(selector, SelectionKey.OP_CONNECT, arrival);
				byDeadline.add(arrival);
			}
			catch (ClosedChannelException ex) {
				end(arrival, ex);
			}
		}
	}

	/** Waits for the next of them, or for a wake-up. */
	void await() throws IOException {
		boolean empty = byDeadline.isEmpty();
		int ready = selector.select(empty ? LINGER_MILLIS : untilFirstDeadline());
		selector.selectedKeys().forEach((key) -> finish((TcpOpening) key.attachment()));
		selector.selectedKeys().clear();
		if (Thread.currentThread().isInterrupted()) {
			endUntil(Long.MAX_VALUE, () -> new InterruptedIOException("Interrupted while it connected"));
			idle = true;
			return;
		}
		endUntil(0, () -> new SocketTimeoutException("Connect timed out"));
		idle = empty && ready == 0;
	}

	/** The wait itself has failed. */
	void endAll() {
		endUntil(Long.MAX_VALUE, () -> new InterruptedIOException("The wait for the connection failed"));
	}

	/** Those that are over go as well. */
	private void endUntil(long fromNow, Supplier<IOException> failure) {
		TcpOpening first;
		while ((first = byDeadline.peek()) != null && (first.isOver() || first.deadline() - time.nanos() <= fromNow)) {
			byDeadline.remove();
			if (!first.isOver()) {
				end(first, failure.get());
			}
		}
	}

	/** Whether there is nobody to wait for, and has not been for a while. */
	boolean isIdle() {
		return idle;
	}

	private long untilFirstDeadline() {
		long nanos = byDeadline.element().deadline() - time.nanos();
		return Math.max(1, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
	}

	private void finish(TcpOpening opening) {
		try {
			if (opening.channel().finishConnect()) {
				end(opening, null);
			}
		}
		catch (IOException ex) {
			end(opening, ex);
		}
	}

	/** What follows of it must not keep the others waiting. */
	private void end(TcpOpening opening, @Nullable IOException failure) {
		opening.close();
		left.run();
		try {
			time.schedule(() -> opening.done().accept(failure), Duration.ZERO);
		}
		catch (RejectedExecutionException ignored) {
			// the time is closed: nobody listens any more
		}
	}

}
