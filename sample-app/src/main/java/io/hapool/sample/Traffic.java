package io.hapool.sample;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Steady traffic, as many users make it: a call is due at every tick, whether or not the
 * calls before it have ended. Starts after all else in the context and ends first.
 */
@Component
final class Traffic implements SmartLifecycle {

	/** At 50 calls a second that all take 2 seconds, 100 are under way. */
	private static final int MAX_CALLS_UNDER_WAY = 500;

	/**
	 * The first calls of a JVM load classes: one after the other, so that none waits for
	 * long.
	 */
	private static final int WARM_UP_CALLS = 20;

	/** No call takes longer than the {@code timeout} of the pool. */
	private static final long LONGEST_CALL_SECONDS = 3;

	private final QuoteClient quotes;

	private final AsyncQuoteClient asyncQuotes;

	private final TrafficProperties properties;

	private final TrafficWindow window = new TrafficWindow(System.nanoTime());

	private final LongAdder calls = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private volatile @Nullable String lastFailure;

	private volatile @Nullable Running running;

	/** Of the clock's thread alone. */
	private int ticks;

	Traffic(QuoteClient quotes, AsyncQuoteClient asyncQuotes, TrafficProperties properties) {
		this.quotes = quotes;
		this.asyncQuotes = asyncQuotes;
		this.properties = properties;
	}

	TrafficSummary summary() {
		long now = System.nanoTime();
		return new TrafficSummary(calls.sum(), failures.sum(), lastFailure, window.perSecond(now), window.latency(),
				window.shares(now));
	}

	@Override
	public void start() {
		if (properties.rate() == 0) {
			return;
		}
		for (int i = 0; i < WARM_UP_CALLS; i++) {
			call(System.nanoTime());
		}
		ScheduledExecutorService clock = Executors
			.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("traffic-clock-"));
		ThreadPoolExecutor callers = new ThreadPoolExecutor(0, MAX_CALLS_UNDER_WAY, 10, TimeUnit.SECONDS,
				new SynchronousQueue<>(), new CustomizableThreadFactory("traffic-caller-"));
		long period = TimeUnit.SECONDS.toNanos(1) / properties.rate();
		ScheduledFuture<?> ticks = clock.scheduleAtFixedRate(() -> tick(callers), period, period, TimeUnit.NANOSECONDS);
		running = new Running(clock, ticks, callers);
	}

	@Override
	public void stop() {
		Running stopping = running;
		if (stopping != null) {
			stopping.stop();
			running = null;
		}
	}

	@Override
	public boolean isRunning() {
		return running != null;
	}

	/** Half of the callers wait for their quote, the others are told when it is there. */
	private void tick(ThreadPoolExecutor callers) {
		long dueAt = System.nanoTime();
		if (ticks++ % 2 == 0) {
			callAsync(dueAt);
			return;
		}
		try {
			callers.execute(() -> call(dueAt));
		}
		catch (RejectedExecutionException ex) {
			ended(dueAt, null, MAX_CALLS_UNDER_WAY + " calls are under way: no thread is left");
		}
	}

	private void call(long dueAt) {
		try {
			ended(dueAt, quotes.quote(null).backend(), null);
		}
		catch (RuntimeException ex) {
			ended(dueAt, ex);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	private void callAsync(long dueAt) {
		asyncQuotes.quote(null).whenComplete((quote, failure) -> {
			if (failure != null) {
				ended(dueAt, failure);
			}
			else {
				ended(dueAt, quote.backend(), null);
			}
		});
	}

	private void ended(long dueAt, Throwable failure) {
		ended(dueAt, null, failure.getClass().getSimpleName() + ": " + failure.getMessage());
	}

	private void ended(long dueAt, @Nullable String backend, @Nullable String failure) {
		window.add(dueAt, System.nanoTime(), backend);
		calls.increment();
		if (failure != null) {
			lastFailure = failure;
			failures.increment();
		}
	}

	/** What runs between start and stop. */
	private record Running(ScheduledExecutorService clock, ScheduledFuture<?> ticks, ThreadPoolExecutor callers) {

		void stop() {
			ticks.cancel(false);
			clock.shutdown();
			try {
				if (clock.awaitTermination(LONGEST_CALL_SECONDS, TimeUnit.SECONDS)) {
					callers.shutdown();
					callers.awaitTermination(LONGEST_CALL_SECONDS, TimeUnit.SECONDS);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			callers.shutdownNow();
		}

	}

}
