package io.hapool.redis.connection;

import java.util.function.Function;

import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.Repetition;
import io.hapool.redis.command.Conduct;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.Cursor;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Where the commands of one connection go: each to the selected database, until something
 * ties the connection to one. It holds one real connection, to the database of its last
 * command; others are opened for a single command or cursor and closed after it.
 * <p>
 * For one thread, but for {@link #held()} and {@link #close()}: those who listen are
 * stopped by other threads.
 */
final class ConnectionRoute {

	private final DatabaseRouter router;

	/** By what a connection is bound to a thread. */
	private final RedisConnectionFactory owner;

	private final Function<Database, RedisConnection> opening;

	private final Ties ties = new Ties();

	private boolean pipelineOpen;

	private volatile @Nullable HeldConnection held;

	private volatile boolean closed;

	ConnectionRoute(DatabaseRouter router, RedisConnectionFactory owner, Function<Database, RedisConnection> opening) {
		this.router = router;
		this.owner = owner;
		this.opening = opening;
	}

	/**
	 * Carries out a command.
	 * @param <R> what it returns
	 * @param conduct how it behaves
	 * @param command the command
	 * @return the answer
	 */
	<R extends @Nullable Object> R run(Conduct conduct, ConnectionCommand<R> command) {
		requireOpen();
		if (ties.isEmpty() && conduct.way() == Conduct.Way.ANYWHERE && !isBound()) {
			return router.run(conduct.repetition(), (database) -> attempt(database, command));
		}
		return switch (conduct.way()) {
			case WAITS -> ties.areState() ? onTied(conduct.repetition(), command) : waiting(conduct, command);
			case STAYS -> tie(Tie.STATE, command);
			default -> onTied(conduct.repetition(), command);
		};
	}

	/**
	 * Opens a cursor, on a connection of its own: its ids are of use on one database
	 * alone.
	 * @param command what opens it
	 * @return the cursor; closes its connection, and the one that is held
	 */
	Cursor<?> open(ConnectionCommand<Cursor<?>> command) {
		requireOpen();
		if (ties.areState()) {
			return onTied(Repetition.HARMLESS, command);
		}
		Database database = ties.database();
		if (database == null && !isBound()) {
			return router.run(Repetition.HARMLESS, (selected) -> openCursor(selected, command));
		}
		return tied(Repetition.HARMLESS, (one) -> openCursor(one, command));
	}

	private Cursor<?> openCursor(Database database, ConnectionCommand<Cursor<?>> command) {
		RedisConnection own = opening.apply(database);
		try {
			return new TiedCursor<>(router, database, command.on(own), () -> {
				HeldConnection.drop(own);
				if (ties.isEmpty()) {
					// Who opens a cursor closes that alone, as RedisTemplate does.
					letGo();
				}
			});
		}
		catch (RuntimeException ex) {
			HeldConnection.drop(own);
			throw ex;
		}
	}

	/**
	 * Carries out a command that ties the connection to the database where it is carried
	 * out, and is not repeated.
	 * @param <R> what it returns
	 * @param tie what ties from now on
	 * @param command the command
	 * @return the answer
	 */
	<R extends @Nullable Object> R tie(Tie tie, ConnectionCommand<R> command) {
		requireOpen();
		Database database = (ties.database() != null) ? ties.database() : router.selected();
		openPipeline(database);
		R answer = router.runOn(database, (one) -> attempt(one, command));
		ties.tieTo(database);
		ties.add(tie);
		return answer;
	}

	/**
	 * Carries out a command that leaves nothing behind but a connection tied to the
	 * database where it was carried out: until then it may move on.
	 * @param tie what ties from now on
	 * @param command the command
	 */
	void begin(Tie tie, ConnectionCommand<@Nullable Object> command) {
		requireOpen();
		onTied(Repetition.HARMLESS, command);
		ties.add(tie);
	}

	/**
	 * Listens, until nobody is subscribed any more where the driver blocks meanwhile.
	 * @param command what subscribes
	 */
	void listen(ConnectionCommand<@Nullable Object> command) {
		requireOpen();
		Database known = ties.database();
		if (known != null) {
			router.runOn(known, (one) -> attempt(one, command));
		}
		else {
			router.runWaiting(Repetition.HARMFUL, (database) -> {
				// Before it blocks: other threads ask for the subscription meanwhile.
				hold(database);
				ties.tieTo(database);
				return attempt(database, command);
			});
		}
		ties.add(Tie.STATE);
	}

	/**
	 * Announces a pipeline. It is opened by its first command, at the database that is
	 * selected then; an empty one needs no connection.
	 */
	void beginPipeline() {
		requireOpen();
		Database known = ties.database();
		if (ties.add(Tie.PIPELINE) && known != null) {
			try {
				openPipeline(known);
			}
			catch (RuntimeException ex) {
				ties.remove(Tie.PIPELINE);
				throw ex;
			}
		}
	}

	boolean isPipelineOpen() {
		return pipelineOpen;
	}

	/**
	 * Carries out a command that may end ties, whatever comes of it.
	 * @param <R> what it returns
	 * @param conduct how it behaves where there is no tie
	 * @param command the command
	 * @param ended what ties no longer
	 * @return the answer
	 */
	<R extends @Nullable Object> R end(Conduct conduct, ConnectionCommand<R> command, Tie... ended) {
		boolean failed = true;
		try {
			R answer = run(conduct, command);
			failed = false;
			return answer;
		}
		finally {
			untie(ended);
			if (failed && ties.isEmpty()) {
				letGo();
			}
		}
	}

	void untie(Tie... ended) {
		for (Tie tie : ended) {
			ties.remove(tie);
			pipelineOpen &= tie != Tie.PIPELINE;
		}
	}

	boolean isTied(Tie tie) {
		return ties.contains(tie);
	}

	boolean isTied() {
		return !ties.isEmpty();
	}

	/**
	 * Returns the real connection.
	 * @return as of the last command, or {@code null} if there is none
	 */
	@Nullable RedisConnection held() {
		HeldConnection current = held;
		return (current != null) ? current.connection() : null;
	}

	boolean isClosed() {
		return closed;
	}

	void close() {
		if (closed) {
			return;
		}
		if (ties.contains(Tie.WATCH) && !ties.contains(Tie.TRANSACTION)) {
			unwatch();
		}
		closed = true;
		HeldConnection last = held;
		held = null;
		try {
			if (last != null) {
				last.connection().close();
			}
		}
		finally {
			ties.tieTo(null);
		}
	}

	private void unwatch() {
		try {
			// A pool would hand the watch to the next who borrows the connection.
			end(Conduct.HARMLESS, (connection) -> {
				connection.unwatch();
				return null;
			}, Tie.WATCH);
		}
		catch (RuntimeException ignored) {
			// A connection that fails is not pooled again.
		}
	}

	private <R extends @Nullable Object> R onTied(Repetition repetition, ConnectionCommand<R> command) {
		return tied(repetition, (database) -> {
			openPipeline(database);
			return attempt(database, command);
		});
	}

	/** Where nothing has been done yet on the one database, another may become it. */
	private <R extends @Nullable Object> R tied(Repetition repetition, Function<Database, R> attempt) {
		Database known = ties.database();
		if (known != null) {
			return router.runOn(known, attempt::apply);
		}
		if (isBound()) {
			ties.add(Tie.BOUND);
		}
		return router.run(repetition, (database) -> {
			R answer = attempt.apply(database);
			ties.tieTo(database);
			return answer;
		});
	}

	private <R extends @Nullable Object> R waiting(Conduct conduct, ConnectionCommand<R> command) {
		Database known = ties.database();
		if (known != null) {
			return router.runOn(known, (database) -> waitingAttempt(database, conduct, command));
		}
		R answer = router.runWaiting(conduct.repetition(), (database) -> {
			R received = waitingAttempt(database, conduct, command);
			if (isBound()) {
				ties.tieTo(database);
			}
			return received;
		});
		if (isBound()) {
			ties.add(Tie.BOUND);
		}
		return answer;
	}

	private static <R extends @Nullable Object> R waitingAttempt(Database database, Conduct conduct,
			ConnectionCommand<R> command) {
		RedisConnection own = database.client().connectionThatWaits(conduct.timeout());
		try {
			return command.on(own);
		}
		finally {
			HeldConnection.drop(own);
		}
	}

	private void openPipeline(Database database) {
		if (!pipelineOpen && ties.contains(Tie.PIPELINE)) {
			attempt(database, (connection) -> {
				connection.openPipeline();
				return connection;
			});
			pipelineOpen = true;
		}
	}

	private <R extends @Nullable Object> R attempt(Database database, ConnectionCommand<R> command) {
		HeldConnection current = hold(database);
		try {
			return command.on(current.connection());
		}
		catch (Throwable failure) {
			if (ties.database() == null || ties.isEmpty()) {
				letGo();
				pipelineOpen = false;
				ties.tieTo(null);
			}
			throw failure;
		}
	}

	private HeldConnection hold(Database database) {
		HeldConnection current = held;
		if (current != null) {
			if (current.database() == database) {
				return current;
			}
			letGo();
		}
		HeldConnection opened = new HeldConnection(database, opening.apply(database));
		held = opened;
		if (closed) {
			// Closed by another thread meanwhile, which may have seen none to close.
			letGo();
			requireOpen();
		}
		return opened;
	}

	private void letGo() {
		HeldConnection last = held;
		held = null;
		if (last != null) {
			last.drop();
		}
	}

	private boolean isBound() {
		return TransactionSynchronizationManager.hasResource(owner);
	}

	private void requireOpen() {
		if (closed) {
			throw new RedisSystemException("Connection is closed", null);
		}
	}

	@Override
	public String toString() {
		return ties.toString();
	}

}
