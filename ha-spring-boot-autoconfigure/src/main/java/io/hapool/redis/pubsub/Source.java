package io.hapool.redis.pubsub;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.hapool.redis.Database;
import io.hapool.redis.DatabaseSubscription;
import io.hapool.redis.Topic;
import io.hapool.redis.TopicListener;

/**
 * The subscription at one database.
 */
final class Source implements TopicListener {

	private final CompletableFuture<DatabaseSubscription> subscription = new CompletableFuture<>();

	private final Database database;

	private final TopicBook topics;

	private final TopicListener listener;

	private final Set<Topic> asked;

	Source(Database database, TopicBook topics, TopicListener listener) {
		this.database = database;
		this.topics = topics;
		this.listener = listener;
		this.asked = topics.all();
	}

	Database database() {
		return database;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	CompletionStage<Source> open() {
		return database.client().subscribe(asked, this).thenApply((opened) -> {
			database.arrived();
			opened.ended().whenComplete((end, failure) -> database.departed());
			subscription.complete(opened);
			return this;
		});
	}

	/** It was opened with the topics of that moment. */
	void catchUp() {
		Set<Topic> surplus = new LinkedHashSet<>(asked);
		surplus.removeAll(topics.all());
		add(topics.missing(asked));
		remove(surplus);
	}

	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	void whenLost(Runnable task) {
		subscription.join().ended().whenComplete((end, failure) -> task.run());
	}

	void add(Collection<Topic> more) {
		if (!more.isEmpty()) {
			subscription.join().add(more);
		}
	}

	void remove(Collection<Topic> fewer) {
		if (!fewer.isEmpty()) {
			subscription.join().remove(fewer);
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
		topics.confirmed(topic);
	}

	@Override
	public void unsubscribed(Topic topic, long count) {
		topics.released(topic);
	}

}
