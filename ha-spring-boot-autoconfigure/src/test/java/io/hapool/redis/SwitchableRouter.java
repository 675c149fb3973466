package io.hapool.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.hapool.event.HaEvent;
import io.hapool.event.Subscription;
import io.hapool.time.SystemTime;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Routes to the database that the test selects, and moves to the next when a connection
 * fails: without leases, health and budgets.
 */
public final class SwitchableRouter implements DatabaseRouter {

	/** Its threads end when they have nothing to do. */
	private static final Time TIME = new SystemTime();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final List<Database> databases;

	private volatile Database selected;

	public final AtomicInteger runs = new AtomicInteger();

	public final AtomicInteger waits = new AtomicInteger();

	public final AtomicInteger ties = new AtomicInteger();

	/** Fails that many attempts after they have been carried out, as a cut does. */
	public final AtomicInteger cuts = new AtomicInteger();

	public SwitchableRouter(Database... databases) {
		this.databases = List.of(databases);
		this.selected = databases[0];
	}

	public void select(Database database) {
		selected = database;
		listeners.forEach(Runnable::run);
	}

	@Override
	public Database selected() {
		return selected;
	}

	@Override
	public <R extends @Nullable Object> R run(Repetition repetition, DatabaseCommand<R> command) {
		runs.incrementAndGet();
		return attempts(repetition, command);
	}

	@Override
	public <R extends @Nullable Object> R runWaiting(Repetition repetition, DatabaseCommand<R> command) {
		waits.incrementAndGet();
		return attempts(repetition, command);
	}

	private <R extends @Nullable Object> R attempts(Repetition repetition, DatabaseCommand<R> command) {
		Database first = selected;
		try {
			R answer = command.on(first);
			if (cuts.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				throw new RedisConnectionFailureException("cut");
			}
			return answer;
		}
		catch (RedisConnectionFailureException ex) {
			if (repetition == Repetition.HARMFUL && "cut".equals(ex.getMessage())) {
				throw ex;
			}
			selected = next(first);
			return command.on(selected);
		}
	}

	@Override
	public <R extends @Nullable Object> CompletableFuture<R> runLater(Repetition repetition,
			DatabaseCommand<? extends CompletionStage<R>> command) {
		runs.incrementAndGet();
		Database first = selected;
		CompletableFuture<R> attempt = attempt(first, command);
		CompletableFuture<R> answer = attempt.handle((result, failure) -> {
			if (failure instanceof RedisConnectionFailureException) {
				selected = next(first);
				return attempt(selected, command);
			}
			return attempt;
		}).thenCompose((last) -> last);
		answer.whenComplete((result, failure) -> {
			if (answer.isCancelled()) {
				attempt.cancel(true);
			}
		});
		return answer;
	}

	private static <R extends @Nullable Object> CompletableFuture<R> attempt(Database database,
			DatabaseCommand<? extends CompletionStage<R>> command) {
		return command.on(database).toCompletableFuture();
	}

	@Override
	public <R extends @Nullable Object> R runOn(Database database, DatabaseCommand<R> command) {
		ties.incrementAndGet();
		return command.on(database);
	}

	@Override
	public boolean mayRepeat(Repetition repetition, RuntimeException failure) {
		return failure instanceof RedisConnectionFailureException && repetition != Repetition.HARMFUL;
	}

	@Override
	public Subscription onSwitch(Runnable listener) {
		listeners.add(listener);
		return () -> listeners.remove(listener);
	}

	@Override
	public void later(Duration delay, Runnable task) {
		TIME.schedule(task, delay);
	}

	@Override
	public void publish(Function<Instant, HaEvent> event) {
		// nobody listens
	}

	private Database next(Database database) {
		return databases.get((databases.indexOf(database) + 1) % databases.size());
	}

}
