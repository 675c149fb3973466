package io.hapool.redis.connection;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.DatabasesUnavailableException;
import io.hapool.redis.Repetition;
import io.hapool.redis.command.Conduct;
import org.jspecify.annotations.Nullable;

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
class ConnectionRoute {

	private final DatabaseRouter router;

	/** By what a connection is bound to a thread. */
	private final RedisConnectionFactory owner;

	private final Ties ties = new Ties();

	private boolean pipelineOpen;

	private final HeldConnection held;

	/** The transaction is Spring's: nobody would be told that it was discarded. */
	private boolean managed;

	ConnectionRoute(DatabaseRouter router, RedisConnectionFactory owner, Function<Database, RedisConnection> opening) {
		this.router = router;
		this.owner = owner;
		this.held = new HeldConnection(opening);
	}

	/**
	 * Carries out a command.
	 * @param <R> what it returns
	 * @param conduct how it behaves
	 * @param command the command
	 * @return the answer
	 */
	<R extends @Nullable Object> R run(Conduct conduct, ConnectionCommand<R> command) {
		return routed(conduct, command);
	}

	private <R extends @Nullable Object> R routed(Conduct conduct, ConnectionCommand<R> command) {
		held.requireOpen();
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
		held.requireOpen();
		if (ties.areState()) {
			return onTied(Repetition.READ, command);
		}
		if (known() == null && !isBound()) {
			return router.run(Repetition.READ, (selected) -> openCursor(selected, command));
		}
		return tied(Repetition.READ, (one) -> openCursor(one, command));
	}

	private Cursor<?> openCursor(Database database, ConnectionCommand<Cursor<?>> command) {
		RedisConnection own = held.open(database);
		try {
			return new TiedCursor<>(router, database, command.on(own), () -> {
				HeldConnection.drop(own);
				if (ties.isEmpty()) {
					// Who opens a cursor closes that alone, as RedisTemplate does.
					held.letGo();
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
		held.requireOpen();
		Database known = known();
		Database database = (known != null) ? known : router.selected();
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
		held.requireOpen();
		onTied(Repetition.READ, command);
		ties.add(tie);
		managed = tie == Tie.TRANSACTION && TransactionSynchronizationManager.isActualTransactionActive();
	}

	/**
	 * Executes the transaction where it began, if no other database has been selected
	 * meanwhile.
	 * @param command what executes it
	 * @return the results
	 * @throws TransactionMovedException if another has been; the transaction is discarded
	 */
	<R extends @Nullable Object> R execute(ConnectionCommand<R> command) {
		Database began = ties.database();
		if (began != null && ties.contains(Tie.TRANSACTION) && !ties.contains(Tie.PIPELINE) && !managed) {
			Database now = selectedInsteadOf(began);
			if (now != began && now != ties.triedFirst()) {
				end(Conduct.READ, (connection) -> {
					connection.discard();
					return connection;
				}, Tie.TRANSACTION, Tie.WATCH);
				throw new TransactionMovedException(began.name(), now.name());
			}
		}
		return end(Conduct.HARMFUL, command, Tie.TRANSACTION, Tie.WATCH);
	}

	private Database selectedInsteadOf(Database began) {
		try {
			return router.selected();
		}
		catch (DatabasesUnavailableException ex) {
			return began; // there is none: who asks that one is told why
		}
	}

	/**
	 * Sends what is left of the pipeline.
	 * @param command what closes it
	 * @return the results
	 */
	<R extends @Nullable Object> R closePipeline(ConnectionCommand<R> command) {
		return end(Conduct.HARMFUL, command, Tie.PIPELINE);
	}

	/**
	 * Announces a pipeline. It is opened by its first command, at the database that is
	 * selected then; an empty one needs no connection.
	 */
	void beginPipeline() {
		held.requireOpen();
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
			R answer = routed(conduct, command);
			failed = false;
			return answer;
		}
		finally {
			untie(ended);
			if (failed && ties.isEmpty()) {
				held.letGo();
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
		return held.current();
	}

	void requireOpen() {
		held.requireOpen();
	}

	boolean isClosed() {
		return held.isClosed();
	}

	void close() {
		if (held.isClosed()) {
			return;
		}
		if (ties.contains(Tie.WATCH) && !ties.contains(Tie.TRANSACTION)) {
			unwatch();
		}
		try {
			held.close();
		}
		finally {
			ties.tieTo(null);
		}
	}

	private void unwatch() {
		try {
			// A pool would hand the watch to the next who borrows the connection.
			end(Conduct.READ, (connection) -> {
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
		Database known = known();
		if (known != null) {
			return router.runOn(known, attempt::apply);
		}
		if (isBound()) {
			ties.add(Tie.BOUND);
		}
		AtomicReference<@Nullable Database> first = new AtomicReference<>();
		return router.run(repetition, (database) -> {
			first.compareAndSet(null, database);
			R answer = attempt.apply(database);
			ties.tieTo(database, first.get());
			return answer;
		});
	}

	private <R extends @Nullable Object> R waiting(Conduct conduct, ConnectionCommand<R> command) {
		Database known = known();
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
		RedisConnection current = held.to(database);
		try {
			return command.on(current);
		}
		catch (Throwable failure) {
			if (ties.database() == null || ties.isEmpty()) {
				held.letGo();
				pipelineOpen = false;
				ties.tieTo(null);
			}
			throw failure;
		}
	}

	private boolean isBound() {
		return TransactionSynchronizationManager.hasResource(owner);
	}

	/**
	 * Returns the one database. That of a transaction is that of the connections too
	 * which Spring opens for what it reads meanwhile.
	 */
	private @Nullable Database known() {
		Database known = ties.database();
		if (known == null && isBound()) {
			known = BoundConnection.database(owner);
			if (known != null) {
				ties.tieTo(known);
				ties.add(Tie.BOUND);
			}
		}
		return known;
	}

	/** Where it is tied to. */
	@Nullable Database database() {
		return ties.database();
	}

	@Override
	public String toString() {
		return ties.toString();
	}

}
