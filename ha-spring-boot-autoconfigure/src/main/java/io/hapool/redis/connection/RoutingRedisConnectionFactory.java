package io.hapool.redis.connection;

import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.TopicListener;
import io.hapool.redis.WorkRepeated;
import io.hapool.redis.pubsub.Listening;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Opens connections over several databases: each command goes to the one that is selected
 * when it begins, and to another when that fails and the command may be repeated. From
 * {@code openPipeline}, {@code WATCH}, {@code MULTI}, {@code SELECT} and
 * {@code subscribe} on, and as long as a connection is bound to its thread, its commands
 * stay on one database.
 * <p>
 * Thread-safe; its connections are not, as those of the drivers are not. It owns nothing:
 * the databases are closed by whoever made them.
 */
public class RoutingRedisConnectionFactory implements RedisConnectionFactory {

	private final DatabaseRouter router;

	private final Supplier<? extends Collection<Database>> databases;

	private final KeyspaceNotifications notifications;

	private final RoutingConnection.Shared shared;

	/**
	 * Creates the factory.
	 * @param router where commands go
	 * @param databases all that there are now
	 */
	public RoutingRedisConnectionFactory(DatabaseRouter router, Supplier<? extends Collection<Database>> databases) {
		this.router = Objects.requireNonNull(router, "router");
		this.databases = Objects.requireNonNull(databases, "databases");
		this.notifications = new KeyspaceNotifications(router, databases);
		this.shared = new RoutingConnection.Shared(router, notifications, (ex) -> translated(databases.get(), ex));
	}

	/**
	 * Opens a connection. Nothing connects before its first command.
	 * @return the connection, to be closed by the caller
	 */
	@Override
	public RedisConnection getConnection() {
		return new RoutingConnection(route((database) -> database.client().connections().getConnection()), shared);
	}

	/**
	 * Makes what listens to topics wherever commands go.
	 * @param listener whom to tell
	 * @return subscribed to nothing yet
	 */
	protected final Listening listening(TopicListener listener) {
		return new Listening(router, notifications, listener);
	}

	private ConnectionRoute route(Function<Database, RedisConnection> opening) {
		UnitOfWork unit = UnitOfWork.current();
		return (unit == null) ? new ConnectionRoute(router, this, opening) : new UnitRoute(unit, router, this, opening);
	}

	/**
	 * Does something, on the caller's thread, whose commands belong together on one
	 * database: a pipeline, a transaction. If its database is lost, or another selected
	 * before a transaction is executed, it is begun again on the next, unless something
	 * may have been done that must not be done twice: a write outside of a transaction;
	 * an {@code EXEC}, or a pipeline with a command that is harmful to repeat, of which
	 * nobody knows what became.
	 * @param <R> what it returns
	 * @param work what to do; may be called several times
	 * @return its answer
	 */
	public <R extends @Nullable Object> R inOneUnit(Supplier<R> work) {
		if (UnitOfWork.current() != null || TransactionSynchronizationManager.hasResource(this)) {
			return work.get(); // it is a part of one that began before
		}
		int left = databases.get().size();
		while (true) {
			UnitOfWork unit = UnitOfWork.begin();
			try {
				return work.get();
			}
			catch (RuntimeException ex) {
				left--;
				if (left < 0 || !unit.mayBeginAgain(ex, router)) {
					throw ex;
				}
				router.publish((at) -> new WorkRepeated(at, ex.getClass().getSimpleName()));
			}
			finally {
				UnitOfWork.end();
			}
		}
	}

	/**
	 * Opens a connection whose commands may name nodes. These stay on one database.
	 * @return the connection, to be closed by the caller
	 * @throws InvalidDataAccessApiUsageException if the selected database is no cluster
	 */
	@Override
	public RedisClusterConnection getClusterConnection() {
		RoutingClusterConnection connection = new RoutingClusterConnection(
				route(RoutingRedisConnectionFactory::openCluster), shared);
		try {
			connection.open();
		}
		catch (RuntimeException ex) {
			connection.close();
			throw ex;
		}
		return connection;
	}

	private static RedisConnection openCluster(Database database) {
		try {
			return database.client().connections().getClusterConnection();
		}
		catch (InvalidDataAccessApiUsageException ex) {
			throw new InvalidDataAccessApiUsageException("Selected database: " + database.name()
					+ " (expected: a cluster). Use getConnection(), or list its nodes at ha.redis.databases."
					+ database.name() + ".cluster.nodes", ex);
		}
	}

	/**
	 * Opens a connection to the Sentinels of the selected database.
	 * @return the connection, to be closed by the caller
	 */
	@Override
	public RedisSentinelConnection getSentinelConnection() {
		return router.selected().client().connections().getSentinelConnection();
	}

	@Override
	public boolean getConvertPipelineAndTxResults() {
		return databases.get()
			.stream()
			.allMatch((database) -> database.client().connections().getConvertPipelineAndTxResults());
	}

	@Override
	public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException ex) {
		return translated(databases.get(), ex);
	}

	private static @Nullable DataAccessException translated(Collection<Database> databases, RuntimeException ex) {
		for (Database database : databases) {
			DataAccessException translated = database.client().connections().translateExceptionIfPossible(ex);
			if (translated != null) {
				return translated;
			}
		}
		return null;
	}

}
