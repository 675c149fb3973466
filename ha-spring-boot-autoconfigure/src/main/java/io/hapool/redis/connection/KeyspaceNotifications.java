package io.hapool.redis.connection;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import io.hapool.pool.Outcome;
import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.DatabasesUnavailableException;
import io.hapool.redis.pubsub.Listening;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisServerCommands;
import org.springframework.util.StringUtils;

/**
 * Has all databases send keyspace notifications once somebody has switched them on, as
 * Spring Data Redis does at one connection for listeners and repositories: at once, as
 * soon as that is possible, and before it is listened to anywhere, as a server that was
 * started again has forgotten it. A database, or a node of a cluster, that has a setting
 * of its own keeps it.
 */
final class KeyspaceNotifications implements Listening.Preparation {

	private static final Logger log = LoggerFactory.getLogger(KeyspaceNotifications.class);

	private static final String PARAMETER = "notify-keyspace-events";

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private final DatabaseRouter router;

	private final Supplier<? extends Collection<Database>> databases;

	/** Those that are told later, as it was not possible. */
	private final Set<Database> untold = ConcurrentHashMap.newKeySet();

	private volatile @Nullable String wanted;

	KeyspaceNotifications(DatabaseRouter router, Supplier<? extends Collection<Database>> databases) {
		this.router = router;
		this.databases = databases;
	}

	/**
	 * Returns the commands, and learns what they set; or what they find, as who finds it
	 * set already, by an earlier start perhaps, does not set it again.
	 */
	<T extends RedisServerCommands> T learningFrom(Class<T> type, T commands) {
		return type.cast(
				Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { type }, (proxy, method, given) -> {
					try {
						Object answer = method.invoke(commands, given);
						if (given != null && PARAMETER.equals(given[0])) {
							learn(method.getName(), given, answer);
						}
						return answer;
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				}));
	}

	private void learn(String method, @Nullable Object[] given, @Nullable Object answer) {
		if (method.equals("setConfig")) {
			want(Objects.toString(given[1], ""));
		}
		else if (wanted == null && answer instanceof Properties found && !isOff(found)) {
			wanted = found.getProperty(PARAMETER); // it may be set to more yet
		}
	}

	private void want(String flags) {
		wanted = StringUtils.hasText(flags) ? flags : null;
		databases.get().forEach((database) -> {
			CompletionStage<?> unused = prepare(database);
		});
	}

	@Override
	public CompletionStage<?> prepare(Database database) {
		if (wanted == null) {
			return CompletableFuture.completedFuture(database);
		}
		CompletableFuture<Database> done = new CompletableFuture<>();
		try {
			router.later(Duration.ZERO, () -> {
				configure(database);
				done.complete(database);
			});
		}
		catch (RejectedExecutionException ex) {
			done.completeExceptionally(ex);
		}
		return done;
	}

	private void configure(Database database) {
		if (!tell(database) && untold.add(database)) {
			later(database, SHORTEST_PAUSE);
		}
	}

	/** It may be listened to already, or be as soon as it is selected again. */
	private void later(Database database, Duration pause) {
		try {
			router.later(pause, () -> again(database, pause));
		}
		catch (RejectedExecutionException ex) {
			log.debug("Database {} is closed", database, ex);
		}
	}

	private void again(Database database, Duration pause) {
		if (!databases.get().contains(database) || tell(database)) {
			untold.remove(database);
			return;
		}
		Duration doubled = pause.multipliedBy(2);
		Duration longest = isSelected(database) ? SHORTEST_PAUSE : LONGEST_PAUSE;
		later(database, (doubled.compareTo(longest) < 0) ? doubled : longest);
	}

	private boolean isSelected(Database database) {
		try {
			return router.selected() == database;
		}
		catch (DatabasesUnavailableException | IllegalStateException ex) {
			return false;
		}
	}

	/** Returns whether there is nothing left to tell. */
	private boolean tell(Database database) {
		String flags = wanted;
		return flags == null || tell(database, flags);
	}

	private static boolean tell(Database database, String flags) {
		try (RedisConnection connection = database.client().connections().getConnection()) {
			if (connection instanceof RedisClusterConnection cluster) {
				boolean told = true;
				for (RedisClusterNode node : cluster.clusterGetNodes()) {
					told &= tell(database, cluster, node, flags);
				}
				return told;
			}
			RedisServerCommands server = connection.serverCommands();
			if (isOff(server.getConfig(PARAMETER))) {
				server.setConfig(PARAMETER, flags);
			}
			return true;
		}
		catch (RuntimeException ex) {
			return isFinal(database, flags, ex);
		}
	}

	/** One by one, as what a cluster says of itself as a whole names each node's. */
	private static boolean tell(Database database, RedisClusterConnection cluster, RedisClusterNode node,
			String flags) {
		try {
			if (isOff(cluster.serverCommands().getConfig(node, PARAMETER))) {
				cluster.serverCommands().setConfig(node, PARAMETER, flags);
			}
			return true;
		}
		catch (RuntimeException ex) {
			return isFinal(database, flags, ex);
		}
	}

	private static boolean isOff(@Nullable Properties known) {
		return known == null || !StringUtils.hasText(known.getProperty(PARAMETER));
	}

	private static boolean isFinal(Database database, String flags, RuntimeException failure) {
		boolean refused = database.client().classifier().classify(failure) == Outcome.CALLER_ERROR;
		if (refused) {
			log.warn("Database {} does not let itself be told to send keyspace notifications ({} {})", database,
					PARAMETER, flags, failure);
		}
		else {
			log.debug("Database {} could not be told to send keyspace notifications", database, failure);
		}
		return refused;
	}

}
