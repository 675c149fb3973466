package io.hapool.redis.pubsub;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.event.Subscription;
import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.DatabasesUnavailableException;
import io.hapool.redis.Repetition;
import io.hapool.redis.SubscriptionMoved;
import io.hapool.redis.Topic;
import io.hapool.redis.TopicListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What somebody listens to, over several databases. When another database is selected, or
 * the connection is lost, it subscribes to the same topics where commands go then, and
 * gives up the old subscription after that: what is published there from then on is not
 * missed, and who listens is not told of the move. Between two databases of which one
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

	private final TopicBook topics;

	@GuardedBy("lock")
	private @Nullable Source current;

	@GuardedBy("lock")
	private boolean moving;

	/** Whether things have changed since the move began. */
	@GuardedBy("lock")
	private boolean stale;

	/** Where it listened last. */
	private volatile @Nullable Database place;

	private volatile @Nullable Subscription switches;

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
		this.topics = new TopicBook(listener);
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

	/**
	 * Listens to some topics from now on. What fails the first time is not tried again,
	 * beyond the tries of any command.
	 * @param first at least one
	 * @return completes when the topics are confirmed
	 */
	public CompletableFuture<Void> begin(Collection<Topic> first) {
		CompletableFuture<Void> done = topics.add(first);
		lock.lock();
		try {
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
	 * @param more at least one
	 * @return completes when they are confirmed, be it after a switch
	 */
	public CompletableFuture<Void> add(Collection<Topic> more) {
		CompletableFuture<Void> done = topics.add(more);
		Source source = current();
		if (source != null) {
			source.add(more);
		}
		return done;
	}

	/**
	 * Listens to fewer topics; to none: that is the end.
	 * @param fewer those not listened to any more
	 */
	public void remove(Collection<Topic> fewer) {
		if (topics.remove(fewer)) {
			close();
			return;
		}
		Source source = current();
		if (source != null) {
			source.remove(fewer);
		}
	}

	/**
	 * Returns what is listened to.
	 * @param kind channels or patterns
	 * @return their names, as of now
	 */
	public List<byte[]> names(Topic.Kind kind) {
		return List.of(Topic.names(topics.all(), kind));
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
		Subscription told = switches;
		if (told != null) {
			told.close();
		}
		ended.complete(this);
		topics.clear();
		Source source = replace(null);
		if (source != null) {
			source.close();
		}
	}

	private @Nullable Source current() {
		lock.lock();
		try {
			return current;
		}
		finally {
			lock.unlock();
		}
	}

	private @Nullable Source replace(@Nullable Source next) {
		lock.lock();
		try {
			Source before = current;
			current = next;
			return before;
		}
		finally {
			lock.unlock();
		}
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
	private void move(Consumer<Throwable> failed) {
		try {
			Source source = current();
			if (source != null && source.database() == router.selected()) {
				moved(source);
				return;
			}
			AtomicReference<@Nullable Database> wanted = new AtomicReference<>();
			router.runLater(Repetition.READ, (database) -> {
				wanted.compareAndSet(null, database);
				return open(database);
			}).whenComplete((opened, failure) -> {
				if (failure == null) {
					moved(opened);
					if (opened.database() != wanted.get()) {
						// refused there, where commands go on: nobody tells of a switch
						later(LONGEST_PAUSE, this::consider);
					}
				}
				else {
					failed.accept((failure instanceof CompletionException && failure.getCause() != null)
							? failure.getCause() : failure);
				}
			});
		}
		catch (DatabasesUnavailableException | IllegalStateException ex) {
			failed.accept(ex);
		}
	}

	private CompletionStage<Source> open(Database database) {
		Source here = current();
		if (here != null && here.database() == database) {
			return CompletableFuture.completedFuture(here);
		}
		Source source = new Source(database, topics, listener);
		CompletableFuture<Source> opened = new CompletableFuture<>();
		CompletionStage<?> unused = preparation.prepare(database)
			.thenCompose((prepared) -> source.open())
			.whenComplete((open, failure) -> {
				if (failure != null) {
					opened.completeExceptionally(failure);
				}
				else if (!opened.complete(open)) {
					open.close(); // nobody waits any more
				}
			});
		return opened;
	}

	private void moved(Source source) {
		Source old;
		lock.lock();
		try {
			moving = false;
			old = current;
			current = source;
		}
		finally {
			lock.unlock();
		}
		if (ended.isDone()) {
			// meanwhile; whoever closed it may have seen the old one
			replace(null);
			source.close();
			return;
		}
		if (old != source) {
			if (old != null) {
				old.close();
			}
			source.catchUp();
			source.whenLost(() -> lost(source));
			tell(source.database());
		}
		considerIfStale();
	}

	private void tell(Database now) {
		Database before = place;
		place = now;
		if (before != null) {
			router.publish((at) -> new SubscriptionMoved(at, before.name(), now.name()));
		}
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
			log.debug("The subscription at {} is lost", source.database());
			later(Duration.ZERO, this::consider);
		}
	}

}
