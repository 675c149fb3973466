package io.hapool.pool.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.hapool.event.EventPublisher;
import io.hapool.pool.Credentials;
import io.hapool.pool.Endpoint;
import io.hapool.pool.source.MergedEndpoints.Shadow;
import io.hapool.time.Rounds;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges the listed endpoints of a pool and those of its sources, in this order: of those
 * that name one id, the first counts. Asks each source again and again, and tells the
 * pool when anything has changed.
 * <p>
 * A source that fails, or knows of no endpoint, keeps what it told last; the log and an
 * event say so once, and once when it recovers. The pool is never told of no endpoints at
 * all.
 * <p>
 * Thread-safe. The pool is told by one thread at a time, what is newer later, and by none
 * that holds a lock of this class.
 *
 * @param <T> the type of the targets
 */
public final class PoolSources<T> implements AutoCloseable {

	/** Stands for the name of a source in events about endpoints that are listed. */
	public static final String LISTED = "the list";

	/** How long a pool waits for the first answers of new sources. */
	static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(PoolSources.class);

	/**
	 * Who has a say, in the order in which it counts.
	 */
	private record Members<T>(List<Endpoint<T>> listed, List<PolledSource<T>> polled) {
	}

	private final AtomicReference<@Nullable Members<T>> members = new AtomicReference<>(
			new Members<>(List.of(), List.of()));

	/** Those that are waited for, so that whoever closes us ends the wait. */
	private final Set<PolledSource<T>> starting = ConcurrentHashMap.newKeySet();

	private final Rounds rounds = new Rounds();

	private final String pool;

	private final Time time;

	private final EventPublisher events;

	private final Consumer<List<Endpoint<T>>> target;

	private final Duration patience;

	/** Whether the pool is to be told even what it has been told. */
	private volatile boolean anew;

	/** Touched only by the thread that tells. */
	private List<Endpoint<T>> told = List.of();

	/** Touched only by the thread that tells. */
	private Set<Shadow> shadows = Set.of();

	/**
	 * Creates sources that have not been asked.
	 * @param pool the name of the pool
	 * @param time whose background threads ask; stays its owner's to close
	 * @param events where failures and recoveries of sources are told
	 * @param target what takes the endpoints of the pool, all of them each time
	 */
	public PoolSources(String pool, Time time, EventPublisher events, Consumer<List<Endpoint<T>>> target) {
		this(pool, time, events, target, PATIENCE);
	}

	PoolSources(String pool, Time time, EventPublisher events, Consumer<List<Endpoint<T>>> target, Duration patience) {
		this.pool = pool;
		this.time = time;
		this.events = events;
		this.target = target;
		this.patience = patience;
	}

	/**
	 * Sets who has a say, from now on. Sources that were there before (by {@code equals})
	 * are kept as they are, and are closed if they are no longer named. New ones are
	 * asked at once, at the same time; until they have answered, for at most five
	 * seconds, this method waits and the pool keeps what it has. A new source with the
	 * name of an old one begins with what that one told last.
	 * @param listed the endpoints that no source can change or take away
	 * @param sources those that are asked, in the order in which they count
	 * @throws IllegalArgumentException if the interval of a source is not above zero
	 */
	public void use(List<Endpoint<T>> listed, List<EndpointSource<T>> sources) {
		Members<T> before;
		while ((before = members.get()) != null) {
			Members<T> next = new Members<>(List.copyOf(listed), adopt(before.polled(), sources));
			askFirst(next.polled());
			if (members.compareAndSet(before, next)) {
				closeThoseOf(before.polled(), next.polled());
				anew = true;
				tell();
				return;
			}
			closeThoseOf(next.polled(), before.polled());
		}
	}

	/**
	 * Returns how the sources do.
	 * @return one state each, in the order in which they count
	 */
	public List<SourceState> states() {
		Members<T> current = members.get();
		return (current != null) ? current.polled().stream().map(PolledSource::state).toList() : List.of();
	}

	/**
	 * Ends the questions. The pool is told nothing from now on, but for what it is being
	 * told at this moment.
	 */
	@Override
	public void close() {
		Members<T> last = members.getAndSet(null);
		if (last != null) {
			last.polled().forEach(PolledSource::close);
		}
		starting.forEach(PolledSource::close);
	}

	private List<PolledSource<T>> adopt(List<PolledSource<T>> before, List<EndpointSource<T>> sources) {
		List<PolledSource<T>> next = new ArrayList<>();
		for (EndpointSource<T> source : sources) {
			next.add(before.stream()
				.filter((polled) -> polled.source().equals(source) && !next.contains(polled))
				.findFirst()
				.orElseGet(() -> fresh(source, before)));
		}
		return List.copyOf(next);
	}

	private PolledSource<T> fresh(EndpointSource<T> source, List<PolledSource<T>> before) {
		String name = Credentials.mask(source.name());
		Answer<T> inherited = before.stream()
			.filter((polled) -> polled.name().equals(name))
			.findFirst()
			.map(PolledSource::answer)
			.orElse(null);
		return new PolledSource<>(source, inherited, time, this::answered);
	}

	private void askFirst(List<PolledSource<T>> polled) {
		starting.addAll(polled);
		try {
			if (members.get() == null) {
				polled.forEach(PolledSource::close); // who closed us may not have seen
														// them
			}
			polled.forEach(PolledSource::start);
			awaitFirst(polled);
		}
		finally {
			polled.forEach(starting::remove);
		}
	}

	private void awaitFirst(List<PolledSource<T>> polled) {
		long end = time.nanos() + patience.toNanos();
		try {
			for (PolledSource<T> source : polled) {
				CountDownLatch first = source.first();
				if (!first.await(Math.max(0, end - time.nanos()), TimeUnit.NANOSECONDS)) {
					logger.warn("[{}] Source {} has not answered within {}: the pool goes on without it for now", pool,
							source.name(), patience);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static <T> void closeThoseOf(List<PolledSource<T>> some, List<PolledSource<T>> kept) {
		some.stream().filter((source) -> !kept.contains(source)).forEach(PolledSource::close);
	}

	private void answered(PolledSource<T> source, Answer<T> before, Answer<T> now) {
		if (now.failure() != null && before.failure() == null) {
			String kept = (now.since() != null) ? "its last endpoints are kept: " + now.endpoints().size()
					: "it has told of none yet";
			logger.warn("[{}] Source {} failed, {}. Cause: {}", pool, source.name(), kept, now.failure());
			events.publish(new SourceFailed(time.wallClock(), pool, source.name(), now.failure()));
		}
		else if (now.failure() == null && before.failure() != null) {
			String reason = "it knows of " + now.endpoints().size() + " endpoint(s)";
			logger.info("[{}] Source {} recovered: {}", pool, source.name(), reason);
			events.publish(new SourceRecovered(time.wallClock(), pool, source.name(), reason));
		}
		if (now.endpoints() != before.endpoints()) {
			tell();
		}
	}

	private void tell() {
		rounds.run(() -> {
			Members<T> current = members.get();
			if (current != null) {
				tell(current);
			}
		});
	}

	private void tell(Members<T> current) {
		MergedEndpoints<T> merged = new MergedEndpoints<>();
		merged.add(LISTED, current.listed());
		current.polled().forEach((source) -> merged.add(source.name(), source.answer().endpoints()));
		List<Endpoint<T>> endpoints = merged.endpoints();
		boolean wanted = anew;
		anew = false;
		if (!endpoints.isEmpty() && (wanted || !MergedEndpoints.areSame(endpoints, told))) {
			told = endpoints;
			take(endpoints);
		}
		Set<Shadow> known = shadows;
		shadows = merged.shadows();
		for (Shadow shadow : shadows) {
			if (!known.contains(shadow)) {
				events.publish(new EndpointShadowed(time.wallClock(), pool, shadow.endpoint(), shadow.kept(),
						shadow.ignored()));
			}
		}
	}

	/** What goes wrong in the pool must not end the questions. */
	private void take(List<Endpoint<T>> endpoints) {
		try {
			target.accept(endpoints);
		}
		catch (RuntimeException | LinkageError ex) {
			told = List.of(); // the next answer is another chance
			logger.warn("[{}] The pool does not take what its sources tell: {}", pool, endpoints,
					Credentials.clean(ex));
		}
	}

}
