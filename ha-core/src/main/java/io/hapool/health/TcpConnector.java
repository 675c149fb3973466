package io.hapool.health;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Opens TCP connections and closes them at once. All that do not open at once wait
 * together on one background thread, which is there only while some do: ten thousand
 * targets behind a black hole cost one thread, not thousands.
 */
final class TcpConnector {

	private final Queue<TcpOpening> arrivals = new ConcurrentLinkedQueue<>();

	/** Openings that wait, and one for the thread that waits for them. */
	private final AtomicInteger work = new AtomicInteger();

	private final Time time;

	private volatile @Nullable Selector selector;

	TcpConnector(Time time) {
		this.time = time;
	}

	/**
	 * Connects.
	 * @param done is told, on this thread or a background one, why it failed, or
	 * {@code null}
	 */
	void connect(InetSocketAddress address, Duration timeout, Consumer<@Nullable Exception> done) {
		TcpOpening opening;
		try {
			opening = new TcpOpening(SocketChannel.open(), time.nanos() + timeout.toNanos(), done);
		}
		catch (IOException ex) {
			done.accept(ex);
			return;
		}
		Exception failure = null;
		try {
			opening.channel().configureBlocking(false);
			// the second look is for peers on this machine: they are there by then
			if (!opening.channel().connect(address) && !opening.channel().finishConnect()) {
				await(opening);
				return;
			}
		}
		catch (IOException | RuntimeException ex) {
			failure = ex;
		}
		opening.close();
		done.accept(failure);
	}

	private void await(TcpOpening opening) {
		arrivals.add(opening);
		if (work.getAndIncrement() == 0) {
			start();
			return;
		}
		Selector current = selector;
		if (current != null) {
			current.wakeup();
		}
	}

	private void start() {
		work.incrementAndGet();
		try {
			time.schedule(this::run, Duration.ZERO);
		}
		catch (RejectedExecutionException ex) {
			giveUp(new InterruptedIOException("The time is closed: there are no checks any more"));
		}
	}

	private void run() {
		try (Selector own = Selector.open()) {
			waitFor(new TcpWaitingRoom(own, time, work::decrementAndGet), own);
		}
		catch (IOException | RuntimeException ex) {
			giveUp((ex instanceof IOException io) ? io : new IOException("The wait for connections failed", ex));
		}
	}

	private void waitFor(TcpWaitingRoom room, Selector own) throws IOException {
		boolean done = false;
		try {
			// who arrives from now on wakes it; who came before is found by its first
			// look
			selector = own;
			do {
				room.admit(arrivals);
				room.await();
			}
			while (!room.isIdle() || !work.compareAndSet(1, 0));
			done = true;
		}
		finally {
			if (!done) {
				room.endAll();
			}
		}
	}

	/** Who arrives is in the queue before it is counted. */
	private void giveUp(IOException failure) {
		do {
			TcpOpening opening;
			while ((opening = arrivals.poll()) != null) {
				opening.close();
				opening.done().accept(failure);
				work.decrementAndGet();
			}
		}
		while (!work.compareAndSet(1, 0));
	}

}
