package io.hapool.redis.pubsub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.redis.Topic;
import io.hapool.redis.TopicListener;

/**
 * Which topics somebody wants, and which of them the listener has been told of: each once
 * for each time that it was asked for, whichever databases confirm it.
 * <p>
 * Thread-safe.
 */
final class TopicBook {

	private final ReentrantLock lock = new ReentrantLock();

	private final TopicListener listener;

	@GuardedBy("lock")
	private final Set<Topic> wanted = new LinkedHashSet<>();

	/** Those that the listener has been told of since it asked for them. */
	@GuardedBy("lock")
	private final Set<Topic> announced = new LinkedHashSet<>();

	@GuardedBy("lock")
	private final List<Awaited> awaited = new ArrayList<>();

	TopicBook(TopicListener listener) {
		this.listener = listener;
	}

	/** Somebody who waits until topics are confirmed. */
	private record Awaited(Set<Topic> left, CompletableFuture<Void> done) {
	}

	/**
	 * Wants more topics. One that is wanted already is to be confirmed again, as
	 * databases do.
	 * @return completes when all are confirmed
	 */
	CompletableFuture<Void> add(Collection<Topic> topics) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		lock.lock();
		try {
			wanted.addAll(topics);
			announced.removeAll(topics);
			awaited.add(new Awaited(new LinkedHashSet<>(topics), done));
		}
		finally {
			lock.unlock();
		}
		return done;
	}

	/**
	 * Wants fewer topics.
	 * @return whether there is none left
	 */
	boolean remove(Collection<Topic> topics) {
		lock.lock();
		try {
			wanted.removeAll(topics);
			return wanted.isEmpty();
		}
		finally {
			lock.unlock();
		}
	}

	/** Wants nothing any more; nobody waits longer. */
	void clear() {
		List<Awaited> waiting;
		lock.lock();
		try {
			wanted.clear();
			waiting = List.copyOf(awaited);
			awaited.clear();
		}
		finally {
			lock.unlock();
		}
		waiting.forEach((one) -> one.done().cancel(false));
	}

	Set<Topic> all() {
		lock.lock();
		try {
			return new LinkedHashSet<>(wanted);
		}
		finally {
			lock.unlock();
		}
	}

	/** What a database that was asked for some topics is to be asked for yet. */
	Set<Topic> missing(Set<Topic> asked) {
		lock.lock();
		try {
			// those wanted again since it confirmed them must be confirmed again
			Set<Topic> known = new LinkedHashSet<>(asked);
			known.retainAll(announced);
			Set<Topic> missing = new LinkedHashSet<>(wanted);
			missing.removeAll(known);
			return missing;
		}
		finally {
			lock.unlock();
		}
	}

	/** A database confirms a topic. */
	void confirmed(Topic topic) {
		int count;
		List<Awaited> done = new ArrayList<>();
		lock.lock();
		try {
			if (!wanted.contains(topic) || !announced.add(topic)) {
				return; // once more, elsewhere
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

	/** A database confirms that it sends no more of a topic. */
	void released(Topic topic) {
		int count;
		lock.lock();
		try {
			if (wanted.contains(topic) || !announced.remove(topic)) {
				return; // it is listened to elsewhere
			}
			count = announced.size();
		}
		finally {
			lock.unlock();
		}
		listener.unsubscribed(topic, count);
	}

}
