package io.hapool.redis.connection;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import io.hapool.pool.Outcome;
import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.pubsub.Listening;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisServerCommands;
import org.springframework.util.StringUtils;

/**
 * Has all databases send keyspace notifications once somebody has switched them on, as
 * Spring Data Redis does at one connection for listeners and repositories: at once where
 * that is possible, and before it is listened to anywhere, as a server that was started
 * again has forgotten it. A database that has a setting of its own keeps it.
 */
final class KeyspaceNotifications implements Listening.Preparation {

	private static final Logger log = LoggerFactory.getLogger(KeyspaceNotifications.class);

	private static final String PARAMETER = "notify-keyspace-events";

	private final DatabaseRouter router;

	private final Supplier<? extends Collection<Database>> databases;

	private volatile @Nullable String wanted;

	KeyspaceNotifications(DatabaseRouter router, Supplier<? extends Collection<Database>> databases) {
		this.router = router;
		this.databases = databases;
	}

	/** Returns the commands, and learns what they set. */
	<T extends RedisServerCommands> T learningFrom(Class<T> type, T commands) {
		return type.cast(
				Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { type }, (proxy, method, given) -> {
					try {
						Object answer = method.invoke(commands, given);
						if (method.getName().equals("setConfig") && given != null && PARAMETER.equals(given[0])) {
							want(Objects.toString(given[1], ""));
						}
						return answer;
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				}));
	}

	private void want(String flags) {
		wanted = StringUtils.hasText(flags) ? flags : null;
		databases.get().forEach((database) -> {
			CompletionStage<?> unused = prepare(database);
		});
	}

	@Override
	public CompletionStage<?> prepare(Database database) {
		String flags = wanted;
		if (flags == null) {
			return CompletableFuture.completedFuture(database);
		}
		CompletableFuture<Database> done = new CompletableFuture<>();
		try {
			router.later(Duration.ZERO, () -> {
				configure(database, flags);
				done.complete(database);
			});
		}
		catch (RejectedExecutionException ex) {
			done.completeExceptionally(ex);
		}
		return done;
	}

	private static void configure(Database database, String flags) {
		try (RedisConnection connection = database.client().connections().getConnection()) {
			RedisServerCommands server = connection.serverCommands();
			Properties known = server.getConfig(PARAMETER);
			if (known == null || !StringUtils.hasText(known.getProperty(PARAMETER))) {
				server.setConfig(PARAMETER, flags);
			}
		}
		catch (RuntimeException ex) {
			if (database.client().classifier().classify(ex) == Outcome.CALLER_ERROR) {
				log.warn("Database {} does not let itself be told to send keyspace notifications ({} {})", database,
						PARAMETER, flags, ex);
			}
			else {
				// told again before it is listened to
				log.debug("Database {} could not be told to send keyspace notifications", database, ex);
			}
		}
	}

}
