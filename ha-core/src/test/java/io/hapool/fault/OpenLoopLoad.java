package io.hapool.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * Calls that arrive at a fixed rate, whether or not those before them have ended. What a
 * call waits for a thread counts as its latency, as does a late arrival: no coordinated
 * omission.
 */
public final class OpenLoopLoad implements AutoCloseable {

	/** So many calls are under way at most. */
	static final int CALLERS = 64;

	private static final Duration LONGEST_END = Duration.ofSeconds(30);

	/**
	 * An arrival that is this late tells that the process, or the machine, stood still.
	 */
	private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final AtomicLong loads = new AtomicLong();

	private final ScheduledExecutorService arrivals = Executors.newSingleThreadScheduledExecutor();

	private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

	private final Queue<LoadResult.Sample> samples = new ConcurrentLinkedQueue<>();

	private final Queue<LoadResult.Stall> stalls = new ConcurrentLinkedQueue<>();

	private final String name = "load" + loads.incrementAndGet();

	private final long begin = System.nanoTime();

	private final long interval;

	private final Action action;

	private @Nullable Future<?> arriving;

	private volatile long started;

	private OpenLoopLoad(int perSecond, Action action) {
		this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
		this.action = action;
	}

	/**
	 * Makes one call.
	 */
	@FunctionalInterface
	public interface Action {

		/**
		 * Makes a call that has failed if it throws.
		 * @param id of this call alone
		 */
		void call(String id) throws Exception;

	}

	/**
	 * Starts a load.
	 * @param perSecond how many calls arrive in a second
	 * @param action the call
	 */
	public static OpenLoopLoad start(int perSecond, Action action) {
		OpenLoopLoad load = new OpenLoopLoad(perSecond, action);
		load.arriving = load.arrivals.scheduleAtFixedRate(load::arrive, 0, load.interval, TimeUnit.NANOSECONDS);
		return load;
	}

	/**
	 * Returns for how long calls have been arriving.
	 */
	public Duration age() {
		return Duration.ofNanos(System.nanoTime() - begin);
	}

	/**
	 * Waits until more calls have arrived: for a while, by the clock of the load.
	 */
	public void awaitCalls(int more) {
		long enough = started + more;
		await("calls").atMost(Duration.ofSeconds(60)).until(() -> started >= enough);
	}

	/**
	 * Returns what has become of the calls that have ended.
	 */
	public LoadResult soFar() {
		return new LoadResult(started, new ArrayList<>(samples), new ArrayList<>(stalls));
	}

	/**
	 * Lets no more calls arrive and waits for those under way.
	 * @return what has become of all
	 * @throws IllegalStateException if calls had ceased to arrive before
	 */
	public LoadResult stop() {
		Future<?> arriving = this.arriving;
		if (arriving != null && arriving.isDone()) {
			throw ceased(arriving);
		}
		arrivals.shutdownNow();
		awaitEnd(arrivals);
		callers.shutdown();
		awaitEnd(callers);
		return soFar();
	}

	@Override
	public void close() {
		arrivals.shutdownNow();
		callers.shutdownNow();
		awaitEnd(callers);
	}

	private static IllegalStateException ceased(Future<?> arriving) {
		try {
			return new IllegalStateException("Calls have ceased to arrive: " + arriving.get());
		}
		catch (InterruptedException | ExecutionException ex) {
			return new IllegalStateException("Calls have ceased to arrive", ex);
		}
	}

	/** Runs on one thread; late arrivals are made up for at once. */
	private void arrive() {
		long number = started;
		long intended = begin + number * interval;
		started = number + 1;
		noteStall(intended, System.nanoTime());
		callers.execute(() -> call(name + "-" + number, intended));
	}

	/** Noted where nothing waits for calls: one that hangs must not pass for a stall. */
	private void noteStall(long intended, long arrived) {
		if (arrived - intended > STALL_NANOS) {
			stalls.add(new LoadResult.Stall(intended, arrived));
		}
	}

	private void call(String id, long intended) {
		@Nullable Throwable failure = null;
		try {
			action.call(id);
		}
		catch (Exception | AssertionError ex) {
			failure = ex;
		}
		samples.add(new LoadResult.Sample(id, intended, System.nanoTime(), failure));
	}

	private static void awaitEnd(ExecutorService executor) {
		try {
			if (!executor.awaitTermination(LONGEST_END.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new IllegalStateException("Calls are still under way after " + LONGEST_END);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while calls were under way", ex);
		}
	}

}
