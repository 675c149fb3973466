package io.hapool.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.hapool.event.HaEvent;
import io.hapool.event.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Where commands go: to the selected database, as it is when the command begins, and to
 * another when that fails and the command may be repeated.
 * <p>
 * Thread-safe.
 */
public interface DatabaseRouter {

	/**
	 * Carries out a command, on the thread of the caller.
	 * @param <R> what it returns
	 * @param repetition whether it may be repeated when nobody knows what became of it
	 * @param command the command; called once for each try
	 * @return the answer
	 * @throws DatabasesUnavailableException if no database is available
	 */
	<R extends @Nullable Object> R run(Repetition repetition, DatabaseCommand<R> command);

	/**
	 * Carries out a command that waits at the server, as {@code BLPOP} does: that it
	 * takes its time says nothing of the database.
	 * @param <R> what it returns
	 * @param repetition whether it may be repeated when nobody knows what became of it
	 * @param command the command; called once for each try
	 * @return the answer
	 * @throws DatabasesUnavailableException if no database is available
	 */
	<R extends @Nullable Object> R runWaiting(Repetition repetition, DatabaseCommand<R> command);

	/**
	 * Carries out a command whose answer comes later.
	 * @param <R> what it returns
	 * @param repetition whether it may be repeated when nobody knows what became of it
	 * @param command the command; called once for each try; cancelled when nobody waits
	 * any more
	 * @return the answer, or why there is none; cancelling it cancels the command
	 */
	<R extends @Nullable Object> CompletableFuture<R> runLater(Repetition repetition,
			DatabaseCommand<? extends CompletionStage<R>> command);

	/**
	 * Carries out a part of what must stay on one database: a command of a transaction, a
	 * pipeline. It is tried once.
	 * @param <R> what it returns
	 * @param database where
	 * @param command the command
	 * @return the answer
	 */
	<R extends @Nullable Object> R runOn(Database database, DatabaseCommand<R> command);

	/**
	 * Returns whether something that failed may be done again, on the database that is
	 * selected then.
	 * @param repetition what happens if it is carried out twice
	 * @param failure how it failed
	 * @return {@code false} too if it is no failure of a database
	 */
	boolean mayRepeat(Repetition repetition, RuntimeException failure);

	/**
	 * Returns the selected database, for what must stay on one.
	 * @return the database
	 * @throws DatabasesUnavailableException if no database is available
	 */
	Database selected();

	/**
	 * Asks to be told when another database is selected, on a background thread.
	 * @param listener what to run
	 * @return what ends that
	 */
	Subscription onSwitch(Runnable listener);

	/**
	 * Runs something on a background thread, where it may block.
	 * @param delay how long to wait first
	 * @param task what to run; what it throws is logged
	 * @throws java.util.concurrent.RejectedExecutionException if the databases are closed
	 */
	void later(Duration delay, Runnable task);

	/**
	 * Tells whoever listens to events.
	 * @param event makes it, given the time
	 */
	void publish(Function<Instant, HaEvent> event);

}
