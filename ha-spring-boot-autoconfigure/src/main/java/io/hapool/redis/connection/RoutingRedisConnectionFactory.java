package io.hapool.redis.connection;

import java.util.Collection;
import java.util.Objects;
import java.util.function.Supplier;

import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;

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
public final class RoutingRedisConnectionFactory implements RedisConnectionFactory {

	private final DatabaseRouter router;

	private final Supplier<? extends Collection<Database>> databases;

	/**
	 * Creates the factory.
	 * @param router where commands go
	 * @param databases all that there are now
	 */
	public RoutingRedisConnectionFactory(DatabaseRouter router, Supplier<? extends Collection<Database>> databases) {
		this.router = Objects.requireNonNull(router, "router");
		this.databases = Objects.requireNonNull(databases, "databases");
	}

	/**
	 * Opens a connection. Nothing connects before its first command.
	 * @return the connection, to be closed by the caller
	 */
	@Override
	public RedisConnection getConnection() {
		return new RoutingConnection(
				new ConnectionRoute(router, this, (database) -> database.client().connections().getConnection()));
	}

	/**
	 * Opens a connection whose commands may name nodes. These stay on one database.
	 * @return the connection, to be closed by the caller
	 * @throws InvalidDataAccessApiUsageException if the selected database is no cluster
	 */
	@Override
	public RedisClusterConnection getClusterConnection() {
		RoutingClusterConnection connection = new RoutingClusterConnection(
				new ConnectionRoute(router, this, RoutingRedisConnectionFactory::openCluster));
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
		for (Database database : databases.get()) {
			DataAccessException translated = database.client().connections().translateExceptionIfPossible(ex);
			if (translated != null) {
				return translated;
			}
		}
		return null;
	}

}
