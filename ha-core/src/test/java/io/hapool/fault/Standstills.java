package io.hapool.fault;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Watches how long this process does not get to run: a thread of it that wants to do so
 * every ten milliseconds and notes how late it is. Work of the process itself makes it a
 * little late; a machine that is stopped, or gives its processors to others, by much. A
 * machine whose processors are stolen bit by bit says so itself.
 */
final class Standstills implements AutoCloseable {

	/** Lateness that other threads of this process may cause. */
	private static final Duration USUAL = Duration.ofMillis(20);

	/**
	 * From here on the engine itself takes it for a stall, and isolates nobody for a
	 * second.
	 */
	private static final Duration LONG = Duration.ofMillis(250);

	/** Of the time; with a tenth of it gone a fixed load is a much heavier one. */
	private static final double LARGE_SHARE = 0.1;

	private static final Duration TICK = Duration.ofMillis(10);

	private final long begin;

	private final Supplier<ProcessorTime> processors;

	private final ProcessorTime processorsAtBegin;

	/** These have one writer. */
	private volatile Duration sum = Duration.ZERO;

	private volatile Duration longest = Duration.ZERO;

	private volatile long last;

	private volatile boolean closed;

	private @Nullable Thread thread;

	/**
	 * @param begin by {@link System#nanoTime()}
	 * @param processors tells what they have been used for so far
	 */
	Standstills(long begin, Supplier<ProcessorTime> processors) {
		this.begin = begin;
		this.last = begin;
		this.processors = processors;
		this.processorsAtBegin = processors.get();
	}

	/** Watches until it is closed. */
	static Standstills watch() {
		Standstills standstills = new Standstills(System.nanoTime(), ProcessorTime::now);
		Thread thread = new Thread(standstills::run, "standstills");
		thread.setDaemon(true);
		standstills.thread = thread;
		thread.start();
		return standstills;
	}

	private void run() {
		while (!closed) {
			long due = System.nanoTime() + TICK.toNanos();
			LockSupport.parkNanos(TICK.toNanos());
			ran(due, System.nanoTime());
		}
	}

	/** It was to run at a moment, and did so at another. */
	void ran(long due, long now) {
		last = now;
		Duration late = Duration.ofNanos(now - due);
		if (late.compareTo(USUAL) > 0) {
			sum = sum.plus(late);
			longest = (late.compareTo(longest) > 0) ? late : longest;
		}
	}

	/**
	 * Tells for how long this process stood still, or how much was stolen from it, if
	 * times that were measured meanwhile mean nothing.
	 */
	Optional<String> disturbance() {
		double stolen = processors.get().since(processorsAtBegin).share();
		if (stolen > LARGE_SHARE) {
			return Optional
				.of("Other machines took " + Math.round(100 * stolen) + " % of the processors that this one wanted");
		}
		Duration all = Duration.ofNanos(last - begin);
		if (longest.compareTo(LONG) <= 0 && sum.toNanos() <= LARGE_SHARE * all.toNanos()) {
			return Optional.empty();
		}
		return Optional.of("This process stood still for " + sum.toMillis() + " of " + all.toMillis()
				+ " ms, the longest time for " + longest.toMillis());
	}

	boolean hasRunFor(long nanos) {
		return last - begin >= nanos;
	}

	/** Ends with a last look: who watches may itself have stood still until now. */
	@Override
	public void close() {
		closed = true;
		try {
			if (thread != null) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
