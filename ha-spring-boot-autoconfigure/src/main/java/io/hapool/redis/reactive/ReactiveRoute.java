package io.hapool.redis.reactive;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.Repetition;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.ReactiveRedisConnection;

/**
 * Where the commands of one reactive connection go. It holds a real connection to each
 * database that one went to; one where a command failed is not used for further ones.
 * <p>
 * Thread-safe.
 */
final class ReactiveRoute {

	private static final Logger log = LoggerFactory.getLogger(ReactiveRoute.class);

	private final DatabaseRouter router;

	private final Function<Database, ReactiveRedisConnection> opening;

	private final Map<Database, SharedConnection> current = new ConcurrentHashMap<>();

	/** The current ones, and those still used that are not current any more. */
	private final Set<SharedConnection> open = ConcurrentHashMap.newKeySet();

	private final Set<RoutedReactiveSubscription> subscriptions = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	ReactiveRoute(DatabaseRouter router, Function<Database, ReactiveRedisConnection> opening) {
		this.router = router;
		this.opening = opening;
	}

	/**
	 * Carries out a command, when it is subscribed to.
	 * @param <R> what it returns
	 * @param repetition whether it may be repeated
	 * @param command the command; called once for each try
	 * @return the answer
	 */
	<R> Mono<R> run(Repetition repetition, Function<ReactiveRedisConnection, Mono<R>> command) {
		return Mono.deferContextual((context) -> Mono.fromFuture(() -> router.runLater(repetition,
				(database) -> connected(database).then(attempt(database, command)).contextWrite(context).toFuture())));
	}

	private <R> Mono<R> attempt(Database database, Function<ReactiveRedisConnection, Mono<R>> command) {
		return Mono.using(() -> use(database),
				(shared) -> command.apply(shared.connection())
					.doOnError((failure) -> retire(shared))
					.onErrorMap(ReactiveRoute::isOfTheConnection, ReactiveRoute::closed),
				this::release);
	}

	/** The driver hands on what the network says. */
	private static boolean isOfTheConnection(Throwable failure) {
		return failure instanceof CancellationException || failure instanceof IOException;
	}

	/** As a blocking command says it, and so it is none of its user's cancelling. */
	private static Throwable closed(Throwable failure) {
		return new RedisSystemException("The connection was closed before the command was answered", failure);
	}

	/**
	 * Carries out what must stay on one database, when it is subscribed to: on the one
	 * that is selected then.
	 * @param <R> what it finds
	 * @param command the commands
	 * @return what they find
	 */
	<R> Flux<R> stay(Function<ReactiveRedisConnection, ? extends Publisher<R>> command) {
		return Flux.defer(() -> stayOn(router.selected(), command));
	}

	/**
	 * Carries out a command that waits at the server, when it is subscribed to.
	 * @param <R> what it finds
	 * @param wait for how long; zero: for ever
	 * @param command the command
	 * @return what it finds
	 */
	<R> Flux<R> await(Duration wait, Function<ReactiveRedisConnection, ? extends Publisher<R>> command) {
		return Flux.defer(() -> {
			Database database = router.selected();
			Duration limit = database.client().reactiveTimeout(wait);
			Flux<R> answer = stayOn(database, command);
			return limit.isZero() ? answer : answer.timeout(limit, Flux.error(
					() -> new QueryTimeoutException("No answer of database " + database.name() + " within " + limit)));
		});
	}

	private <R> Flux<R> stayOn(Database database, Function<ReactiveRedisConnection, ? extends Publisher<R>> command) {
		return Flux.defer(() -> {
			database.arrived();
			return connected(database)
				.thenMany(Flux.using(() -> use(database),
						(shared) -> Flux.from(command.apply(shared.connection()))
							.doOnError((failure) -> retire(shared))
							.onErrorMap(ReactiveRoute::isOfTheConnection, ReactiveRoute::closed),
						this::release))
				.doFinally((signal) -> database.departed());
		});
	}

	/**
	 * Has a subscription closed with the connection.
	 * @param subscription what is listened to
	 * @return what to run when it is closed before
	 */
	Runnable closeToo(RoutedReactiveSubscription subscription) {
		requireOpen();
		subscriptions.add(subscription);
		return () -> subscriptions.remove(subscription);
	}

	/**
	 * Closes all connections, when it is subscribed to.
	 * @return completes when they are closed
	 */
	Mono<Void> closeLater() {
		return Mono.defer(() -> {
			closed = true;
			subscriptions.forEach(RoutedReactiveSubscription::close);
			current.clear();
			List<SharedConnection> all = List.copyOf(open);
			all.forEach(open::remove);
			return Flux.fromIterable(all).flatMapDelayError(SharedConnection::closeLater, 2, 1).then();
		});
	}

	/** Nobody who subscribes is to block until a connection is open. */
	private static Mono<Void> connected(Database database) {
		CompletableFuture<?> connection = database.client().connectReactive();
		if (connection.isDone() && !connection.isCompletedExceptionally()) {
			return Mono.empty();
		}
		return Mono.fromFuture(connection, true).then();
	}

	private SharedConnection use(Database database) {
		while (true) {
			requireOpen();
			SharedConnection shared = current.get(database);
			if (shared == null) {
				shared = open(database);
			}
			if (shared.tryUse()) {
				return shared;
			}
			current.remove(database, shared);
		}
	}

	private SharedConnection open(Database database) {
		SharedConnection opened = new SharedConnection(database, opening.apply(database));
		SharedConnection other = current.putIfAbsent(database, opened);
		if (other != null) {
			close(opened);
			return other;
		}
		open.add(opened);
		if (closed) {
			// Closed meanwhile, which may not have seen this one.
			current.remove(database, opened);
			close(opened);
			requireOpen();
		}
		return opened;
	}

	private void retire(SharedConnection shared) {
		if (current.remove(shared.database(), shared)) {
			release(shared);
		}
	}

	private void release(SharedConnection shared) {
		if (shared.release()) {
			close(shared);
		}
	}

	private void close(SharedConnection shared) {
		open.remove(shared);
		shared.closeLater()
			.subscribe(null, (failure) -> log.debug("Could not close a connection that is not used any more", failure));
	}

	private void requireOpen() {
		if (closed) {
			throw new IllegalStateException("Unable to connect; Connection is closed");
		}
	}

}
