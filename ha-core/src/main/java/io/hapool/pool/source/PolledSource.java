package io.hapool.pool.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.event.Subscription;
import io.hapool.pool.Credentials;
import io.hapool.pool.Endpoint;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one source again and again, one question at a time, and keeps its last good
 * answer.
 */
final class PolledSource<T> implements AutoCloseable {

	/** Whom to tell of an answer that differs in its outcome or its endpoints. */
	interface Listener<T> {

		void answered(PolledSource<T> source, Answer<T> before, Answer<T> now);

	}

	private enum Phase {

		RESTING, ASKING, WAITING, CLOSED

	}

	/**
	 * What is under way.
	 *
	 * @param task what waits
	 * @param early whether somebody asked for a question before the interval is over
	 */
	private record Turn(Phase phase, @Nullable ScheduledTask task, boolean early) {
	}

	private static final Logger logger = LoggerFactory.getLogger(PolledSource.class);

	private static final double JITTER = 0.2;

	/** Of many changes that come together the source is asked once. */
	private static final Duration SOON = Duration.ofMillis(100);

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Duration LONGEST = Duration.ofDays(365);

	private static final Turn RESTING = new Turn(Phase.RESTING, null, false);

	private static final Turn ASKING = new Turn(Phase.ASKING, null, false);

	private static final Turn ASKING_AGAIN = new Turn(Phase.ASKING, null, true);

	private static final Turn CLOSED = new Turn(Phase.CLOSED, null, false);

	private final AtomicReference<Turn> turn = new AtomicReference<>(RESTING);

	private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

	private final CountDownLatch first = new CountDownLatch(1);

	private final EndpointSource<T> source;

	private final String name;

	private final Time time;

	private final Listener<T> listener;

	/** Written by the one question that is under way. */
	private volatile Answer<T> answer;

	/**
	 * Creates one that has not asked yet.
	 * @param source the source
	 * @param inherited what another source of this name told last, or {@code null}
	 * @param time whose background threads ask
	 * @param listener whom to tell of each answer
	 * @throws IllegalArgumentException if the interval is not above zero
	 */
	PolledSource(EndpointSource<T> source, @Nullable Answer<T> inherited, Time time, Listener<T> listener) {
		this.source = source;
		this.name = Credentials.mask(source.name());
		this.time = time;
		this.listener = listener;
		Duration interval = interval();
		this.answer = (inherited != null) ? inherited.every(interval) : Answer.none(interval);
	}

	EndpointSource<T> source() {
		return source;
	}

	String name() {
		return name;
	}

	Answer<T> answer() {
		return answer;
	}

	SourceState state() {
		Answer<T> now = answer;
		return new SourceState(name, now.since(), now.endpoints().size(), now.failure());
	}

	/** Reached when the first question has been answered, or never will be. */
	CountDownLatch first() {
		return first;
	}

	void start() {
		if (turn.compareAndSet(RESTING, ASKING)) {
			subscribe();
			schedule(this::ask, Duration.ZERO);
		}
	}

	@Override
	public void close() {
		Turn last = turn.getAndSet(CLOSED);
		if (last.task() != null) {
			last.task().cancel();
		}
		first.countDown();
		unsubscribe();
	}

	boolean isClosed() {
		return turn.get().phase() == Phase.CLOSED;
	}

	private void subscribe() {
		try {
			subscription.set(source.subscribe(this::changed));
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("Source {} does not tell of changes, so it is only asked every {}", name, answer.interval(),
					Credentials.clean(ex));
		}
		if (isClosed()) {
			unsubscribe();
		}
	}

	private void unsubscribe() {
		Subscription held = subscription.getAndSet(null);
		if (held == null) {
			return;
		}
		try {
			held.close();
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("The subscription of source {} cannot be closed", name, Credentials.clean(ex));
		}
	}

	private void changed() {
		Turn current = turn.get();
		while (!current.early() && (current.phase() == Phase.ASKING || current.phase() == Phase.WAITING)) {
			if (current.phase() == Phase.WAITING) {
				waitFrom(current, SOON, true);
			}
			else {
				turn.compareAndSet(current, ASKING_AGAIN);
			}
			current = turn.get();
		}
	}

	private void due() {
		Turn current = turn.get();
		if (current.phase() == Phase.WAITING && turn.compareAndSet(current, ASKING)) {
			ask();
		}
	}

	private void ask() {
		try {
			Answer<T> before = answer;
			Answer<T> now = question(before);
			if (!isClosed()) {
				answer = now;
				listener.answered(this, before, now);
			}
		}
		finally {
			first.countDown();
			waitForNext();
		}
	}

	/** What a source throws that is no exception must not end the polling either. */
	private Answer<T> question(Answer<T> before) {
		try {
			List<Endpoint<T>> endpoints = List.copyOf(source.endpoints());
			Duration interval = interval();
			return endpoints.isEmpty() ? before.failed("it knows of no endpoint")
					: new Answer<>(endpoints, time.wallClock(), null, 0, interval);
		}
		catch (Throwable ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			return before.failed(Credentials.describe(ex));
		}
	}

	private Duration interval() {
		Duration interval = source.interval();
		if (interval.isZero() || interval.isNegative()) {
			throw new IllegalArgumentException("interval of " + name + ": " + interval + " (expected: > 0)");
		}
		return (interval.compareTo(LONGEST) > 0) ? LONGEST : interval;
	}

	private void waitForNext() {
		Turn current = turn.get();
		while (current.phase() == Phase.ASKING) {
			double factor = 1 + JITTER * ThreadLocalRandom.current().nextDouble(-1, 1);
			Duration pause = SHORTEST.plusNanos((long) (answer.pause().toNanos() * factor));
			waitFrom(current, (current.early() && SOON.compareTo(pause) < 0) ? SOON : pause, current.early());
			current = turn.get();
		}
	}

	/** The task of the one who loses a race finds nothing to do, or is cancelled. */
	private void waitFrom(Turn current, Duration pause, boolean early) {
		Turn waiting = new Turn(Phase.WAITING, null, early);
		if (!turn.compareAndSet(current, waiting)) {
			return;
		}
		if (current.task() != null) {
			current.task().cancel();
		}
		ScheduledTask task = schedule(this::due, pause);
		if (!turn.compareAndSet(waiting, new Turn(Phase.WAITING, task, early)) && task != null) {
			task.cancel();
		}
	}

	private @Nullable ScheduledTask schedule(Runnable task, Duration pause) {
		try {
			return time.schedule(task, pause);
		}
		catch (RejectedExecutionException ex) {
			close(); // the time that would run it has been closed: nothing is asked any
						// more
			return null;
		}
	}

}
