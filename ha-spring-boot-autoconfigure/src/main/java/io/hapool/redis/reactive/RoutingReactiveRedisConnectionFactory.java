package io.hapool.redis.reactive;

import java.util.Collection;
import java.util.function.Function;
import java.util.function.Supplier;

import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.connection.RoutingRedisConnectionFactory;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.ReactiveRedisClusterConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;

/**
 * Opens reactive connections over several databases too: each command of a publisher goes
 * to the database that is selected when it begins, and to another when that fails and the
 * command may be repeated. Scans and subscriptions stay where they began.
 * <p>
 * Thread-safe, as its reactive connections are. It is one factory for both, as those of
 * the drivers are: the cache, for one, asks its factory whether it is reactive.
 */
public final class RoutingReactiveRedisConnectionFactory extends RoutingRedisConnectionFactory
		implements ReactiveRedisConnectionFactory {

	private final DatabaseRouter router;

	/**
	 * Creates the factory.
	 * @param router where commands go
	 * @param databases all that there are now
	 */
	public RoutingReactiveRedisConnectionFactory(DatabaseRouter router,
			Supplier<? extends Collection<Database>> databases) {
		super(router, databases);
		this.router = router;
	}

	/**
	 * Opens a connection. Nothing connects before its first command.
	 * @return the connection, to be closed by the caller
	 */
	@Override
	public ReactiveRedisConnection getReactiveConnection() {
		return new RoutingReactiveConnection(route(ReactiveRedisConnectionFactory::getReactiveConnection),
				this::listening);
	}

	/**
	 * Opens a connection whose commands may name nodes. They fail while the selected
	 * database is no cluster.
	 * @return the connection, to be closed by the caller
	 */
	@Override
	public ReactiveRedisClusterConnection getReactiveClusterConnection() {
		return new RoutingReactiveClusterConnection(route(ReactiveRedisConnectionFactory::getReactiveClusterConnection),
				this::listening);
	}

	private ReactiveRoute route(Function<ReactiveRedisConnectionFactory, ReactiveRedisConnection> opening) {
		return new ReactiveRoute(router, (database) -> opening.apply(factory(database)));
	}

	private static ReactiveRedisConnectionFactory factory(Database database) {
		ReactiveRedisConnectionFactory factory = database.client().reactiveConnections();
		if (factory == null) {
			throw new InvalidDataAccessApiUsageException(
					"Database %s has no reactive connections (expected: the driver Lettuce): set ha.redis.databases.%s.client-type=lettuce"
						.formatted(database.name(), database.name()));
		}
		return factory;
	}

}
