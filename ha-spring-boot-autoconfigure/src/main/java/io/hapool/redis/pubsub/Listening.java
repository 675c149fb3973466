package io.hapool.redis.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.event.Subscription;
import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.DatabaseSubscription;
import io.hapool.redis.DatabasesUnavailableException;
import io.hapool.redis.Repetition;
import io.hapool.redis.Topic;
import io.hapool.redis.TopicListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What somebody listens to, over several databases. When another database is selected, or
 * the connection is lost, it subscribes to the same topics where commands go then, and
 * gives up the old subscription after that: what is published there from the switch on is
 * not missed, and who listens is not told of the move. Between two databases of which one
 * replicates the other a message may come twice meanwhile.
 * <p>
 * Thread-safe.
 */
public final class Listening implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Listening.class);

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

	private final ReentrantLock lock = new ReentrantLock();

	private final CompletableFuture<Listening> ended = new CompletableFuture<>();

	private final DatabaseRouter router;

	private final Preparation preparation;

	private final TopicListener listener;

	@GuardedBy("lock")
	private final Set<Topic> wanted = new LinkedHashSet<>();

	/** Those that the listener has been told of since it asked for them. */
	@GuardedBy("lock")
	private final Set<Topic> announced = new LinkedHashSet<>();

	@GuardedBy("lock")
	private final List<Awaited> awaited = new ArrayList<>();

	@GuardedBy("lock")
	private @Nullable Source current;

	@GuardedBy("lock")
	private boolean moving;

	/** Whether things have changed since the move began. */
	@GuardedBy("lock")
	private boolean stale;

	private @Nullable Subscription switches;

	/**
	 * Creates it; nothing is subscribed to before {@link #begin}.
	 * @param router where commands go
	 * @param preparation what to do before a database is listened to
	 * @param listener whom to tell
	 */
	public Listening(DatabaseRouter router, Preparation preparation, TopicListener listener) {
		this.router = router;
		this.preparation = preparation;
		this.listener = listener;
	}

	/**
	 * What a database needs before it is listened to.
	 */
	@FunctionalInterface
	public interface Preparation {

		/**
		 * Prepares a database.
		 * @param database which
		 * @return completes when it is prepared
		 */
		CompletionStage<?> prepare(Database database);

	}

	/** Somebody who waits until topics are confirmed. */
	private record Awaited(Set<Topic> left, CompletableFuture<Void> done) {
	}

	/**
	 * Listens to some topics from now on. What fails the first time is not tried again,
	 * beyond the tries of any command.
	 * @param topics at least one
	 * @return completes when the topics are confirmed
	 */
	public CompletableFuture<Void> begin(Collection<Topic> topics) {
		CompletableFuture<Void> done;
		lock.lock();
		try {
			done = want(topics);
			moving = true;
		}
		finally {
			lock.unlock();
		}
		switches = router.onSwitch(() -> later(Duration.ZERO, this::consider));
		move((failure) -> {
			done.completeExceptionally(failure);
			close();
		});
		return done;
	}

	/**
	 * Listens to more topics.
	 * @param topics at least one
	 * @return completes when they are confirmed, be it after a switch
	 */
	public CompletableFuture<Void> add(Collection<Topic> topics) {
		CompletableFuture<Void> done;
		Source source;
		lock.lock();
		try {
			done = want(topics);
			source = current;
		}
		finally {
			lock.unlock();
		}
		if (source != null) {
			source.add(topics);
		}
		return done;
	}

	/** A topic that is listened to already is confirmed again, as databases do. */
	@GuardedBy("lock")
	private CompletableFuture<Void> want(Collection<Topic> topics) {
		wanted.addAll(topics);
		announced.removeAll(topics);
		CompletableFuture<Void> done = new CompletableFuture<>();
		awaited.add(new Awaited(new LinkedHashSet<>(topics), done));
		return done;
	}

	/**
	 * Listens to fewer topics; to none: that is the end.
	 * @param topics those not listened to any more
	 */
	public void remove(Collection<Topic> topics) {
		Source source;
		boolean last;
		lock.lock();
		try {
			wanted.removeAll(topics);
			source = current;
			last = wanted.isEmpty();
		}
		finally {
			lock.unlock();
		}
		if (last) {
			close();
		}
		else if (source != null) {
			source.remove(topics);
		}
	}

	/**
	 * Returns what is listened to.
	 * @param kind channels or patterns
	 * @return their names, as of now
	 */
	public List<byte[]> names(Topic.Kind kind) {
		lock.lock();
		try {
			return List.of(Topic.names(wanted, kind));
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Returns when nothing is listened to any more.
	 * @return completes when this is closed; not to be completed by others
	 */
	public CompletableFuture<Listening> ended() {
		return ended;
	}

	/**
	 * Listens to nothing any more. Has no effect when called again.
	 */
	@Override
	public void close() {
		Source source;
		List<Awaited> waiting;
		lock.lock();
		try {
			wanted.clear();
			waiting = List.copyOf(awaited);
			awaited.clear();
			source = current;
			current = null;
		}
		finally {
			lock.unlock();
		}
		if (switches != null) {
			switches.close();
		}
		if (source != null) {
			source.close();
		}
		ended.complete(this);
		waiting.forEach((one) -> one.done().cancel(false));
	}

	private void later(Duration pause, Runnable task) {
		try {
			router.later(pause, task);
		}
		catch (RejectedExecutionException ex) {
			close(); // the databases are closed
		}
	}

	/** Another database may be selected, or the connection may be lost. */
	private void consider() {
		lock.lock();
		try {
			stale = moving;
			if (moving || ended.isDone()) {
				return;
			}
			moving = true;
		}
		finally {
			lock.unlock();
		}
		move((failure) -> moveLater(failure, SHORTEST_PAUSE));
	}

	private void moveLater(Throwable failure, Duration pause) {
		log.debug("Cannot subscribe, and tries again in {}", pause, failure);
		Duration doubled = pause.multipliedBy(2);
		Duration next = (doubled.compareTo(LONGEST_PAUSE) < 0) ? doubled : LONGEST_PAUSE;
		later(pause, () -> move((again) -> moveLater(again, next)));
	}

	@SuppressWarnings("FutureReturnValueIgnored") // for its effects
	private void move(Failed failed) {
		try {
			Source source = alive();
			if (source != null && source.database == router.selected()) {
				moved(source);
				return;
			}
			router.runLater(Repetition.READ, this::open).whenComplete((opened, failure) -> {
				if (failure == null) {
					moved(opened);
				}
				else {
					failed.with((failure instanceof CompletionException && failure.getCause() != null)
							? failure.getCause() : failure);
				}
			});
		}
		catch (DatabasesUnavailableException | IllegalStateException ex) {
			failed.with(ex);
		}
	}

	private @Nullable Source alive() {
		lock.lock();
		try {
			return current;
		}
		finally {
			lock.unlock();
		}
	}

	private CompletionStage<Source> open(Database database) {
		Source here = alive();
		if (here != null && here.database == database) {
			return CompletableFuture.completedFuture(here);
		}
		Source source = new Source(database, snapshot());
		return preparation.prepare(database)
			.thenCompose((prepared) -> database.client().subscribe(source.begunWith, source))
			.thenApply(source::opened);
	}

	private Set<Topic> snapshot() {
		lock.lock();
		try {
			return new LinkedHashSet<>(wanted);
		}
		finally {
			lock.unlock();
		}
	}

	private void moved(Source source) {
		Source old;
		boolean goesOn;
		Set<Topic> missing;
		Set<Topic> surplus;
		lock.lock();
		try {
			moving = false;
			goesOn = !wanted.isEmpty() && !ended.isDone();
			old = current;
			current = goesOn ? source : null;
			missing = new LinkedHashSet<>(wanted);
			// those asked for again since it confirmed them must be confirmed again
			missing.removeIf((topic) -> source.begunWith.contains(topic) && announced.contains(topic));
			surplus = new LinkedHashSet<>(source.begunWith);
			surplus.removeAll(wanted);
		}
		finally {
			lock.unlock();
		}
		if (!goesOn) {
			source.close();
			return;
		}
		if (old == source) {
			considerIfStale();
			return;
		}
		if (old != null) {
			old.close();
		}
		source.add(missing);
		source.remove(surplus);
		source.whenLost(() -> lost(source));
		considerIfStale();
	}

	private void considerIfStale() {
		boolean changed;
		lock.lock();
		try {
			changed = stale;
			stale = false;
		}
		finally {
			lock.unlock();
		}
		if (changed) {
			later(Duration.ZERO, this::consider);
		}
	}

	private void lost(Source source) {
		boolean used;
		lock.lock();
		try {
			used = current == source;
			if (used) {
				current = null;
			}
		}
		finally {
			lock.unlock();
		}
		if (used) {
			log.debug("The subscription at {} is lost", source.database);
			later(Duration.ZERO, this::consider);
		}
	}

	private void confirmed(Topic topic) {
		int count;
		List<Awaited> done = new ArrayList<>();
		lock.lock();
		try {
			if (!wanted.contains(topic) || !announced.add(topic)) {
				return; // again, elsewhere
			}
			count = announced.size();
			awaited.removeIf((one) -> one.left().remove(topic) && one.left().isEmpty() && done.add(one));
		}
		finally {
			lock.unlock();
		}
		listener.subscribed(topic, count);
		done.forEach((one) -> one.done().complete(null));
	}

	private void released(Topic topic) {
		int count;
		lock.lock();
		try {
			if (wanted.contains(topic) || !announced.remove(topic)) {
				return; // listened to elsewhere
			}
			count = announced.size();
		}
		finally {
			lock.unlock();
		}
		listener.unsubscribed(topic, count);
	}

	@FunctionalInterface
	private interface Failed {

		void with(Throwable failure);

	}

	/**
	 * The subscription at one database.
	 */
	private final class Source implements TopicListener {

		private final CompletableFuture<DatabaseSubscription> subscription = new CompletableFuture<>();

		private final Database database;

		private final Set<Topic> begunWith;

		Source(Database database, Set<Topic> topics) {
			this.database = database;
			this.begunWith = topics;
		}

		@SuppressWarnings("FutureReturnValueIgnored") // for its effect
		Source opened(DatabaseSubscription opened) {
			database.arrived();
			opened.ended().whenComplete((end, failure) -> database.departed());
			subscription.complete(opened);
			return this;
		}

		@SuppressWarnings("FutureReturnValueIgnored") // for its effect
		void whenLost(Runnable task) {
			subscription.join().ended().whenComplete((end, failure) -> task.run());
		}

		void add(Collection<Topic> topics) {
			if (!topics.isEmpty()) {
				subscription.join().add(topics);
			}
		}

		void remove(Collection<Topic> topics) {
			if (!topics.isEmpty()) {
				subscription.join().remove(topics);
			}
		}

		void close() {
			subscription.join().close();
		}

		@Override
		public void received(Topic topic, byte[] channel, byte[] message) {
			listener.received(topic, channel, message);
		}

		@Override
		public void subscribed(Topic topic, long count) {
			confirmed(topic);
		}

		@Override
		public void unsubscribed(Topic topic, long count) {
			released(topic);
		}

	}

}
