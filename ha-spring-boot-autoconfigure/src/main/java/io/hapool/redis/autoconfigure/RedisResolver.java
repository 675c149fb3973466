package io.hapool.redis.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.IsolationRules.FailureRate;
import io.hapool.pool.Ratio;
import io.hapool.pool.autoconfigure.InvalidPoolException;
import io.hapool.pool.autoconfigure.PoolProperties.Isolation;
import io.hapool.redis.Database;
import io.hapool.redis.DatabaseClient;
import io.hapool.redis.DatabaseDefinition;
import io.hapool.redis.DatabaseHealthCheck;
import io.hapool.redis.DatabaseHealthCheck.Series;
import io.hapool.redis.DatabaseRules;
import io.hapool.redis.ProbePolicy;
import io.hapool.redis.enterprise.AvailabilityQuestion;
import io.hapool.redis.enterprise.ClusterApi;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundles;

import static io.hapool.redis.autoconfigure.RedisProperties.orElse;

/**
 * Turns what is said under {@code ha.redis} into databases and their rules.
 */
final class RedisResolver {

	private static final Logger logger = LoggerFactory.getLogger(RedisResolver.class);

	private static final String DATABASES = "ha.redis.databases";

	private static final String TYPES = "one of [ping, echo, lag-aware, none], or the name of a HealthCheck bean";

	private static final Ratio ANY = new Ratio(Double.MIN_NORMAL);

	private final RedisProperties properties;

	private final Clients clients;

	private final BeanFactory beans;

	private final Time time;

	RedisResolver(RedisProperties properties, Clients clients, BeanFactory beans, Time time) {
		this.properties = properties;
		this.clients = clients;
		this.beans = beans;
		this.time = time;
	}

	/**
	 * Makes the connections of a database.
	 */
	interface Clients {

		DatabaseClient connect(String name, RedisDatabaseProperties database);

		DataRedisConnectionDetails details(String name, RedisDatabaseProperties database);

	}

	List<DatabaseDefinition> databases() {
		Map<String, RedisDatabaseProperties> databases = properties.databases();
		if (databases.isEmpty()) {
			throw noDatabase();
		}
		if (databases.size() == 1) {
			logger.warn("{} has one database only, {}: when it fails there is none to go to", DATABASES,
					databases.keySet().iterator().next());
		}
		List<DatabaseDefinition> definitions = new ArrayList<>();
		try {
			databases.forEach((name, database) -> definitions.add(definition(name, database)));
			return definitions;
		}
		catch (RuntimeException ex) {
			definitions.forEach((definition) -> definition.client().close());
			throw ex;
		}
	}

	static InvalidPoolException noDatabase() {
		return new InvalidPoolException(DATABASES, "there is no database", "Write at least one, such as " + DATABASES
				+ ".east.url: redis://east:6379, or nothing under ha.redis.");
	}

	private DatabaseDefinition definition(String name, RedisDatabaseProperties database) {
		String prefix = DATABASES + "." + name;
		if (!(database.getWeight() > 0)) {
			throw new InvalidPoolException(prefix + ".weight", "the weight is " + database.getWeight(),
					"Write a number above 0, such as 1.0.");
		}
		if (new TreeSet<>(properties.databases().keySet()).stream()
			.anyMatch((other) -> !other.equals(name) && bare(other).equals(bare(name)))) {
			throw new InvalidPoolException(prefix, "there is another database of this name",
					"Write each name once: dashes and the case of letters make no difference.");
		}
		refuseWhatIsOfAll(prefix, database.getHealthCheck());
		HealthCheck<Database> check = check(name, database);
		return new DatabaseDefinition(name, database.getWeight(), clients.connect(name, database),
				(check != null) ? List.of(check) : List.of());
	}

	private static void refuseWhatIsOfAll(String prefix, RedisProperties.@Nullable HealthCheck own) {
		if (own != null && own.interval() != null) {
			throw ofAll(prefix, "interval");
		}
		if (own != null && own.quickTimeout() != null) {
			throw ofAll(prefix, "quick-timeout");
		}
	}

	private static InvalidPoolException ofAll(String prefix, String key) {
		return new InvalidPoolException(prefix + ".health-check." + key, "it is the same for all databases",
				"Write it once, as ha.redis.health-check." + key + ".");
	}

	private static String bare(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

	private @Nullable HealthCheck<Database> check(String name, RedisDatabaseProperties database) {
		RedisProperties.HealthCheck common = orElse(properties.healthCheck(), RedisProperties.HealthCheck.EMPTY);
		RedisProperties.HealthCheck own = database.getHealthCheck();
		RedisProperties.HealthCheck said = (own != null) ? own.or(common) : common;
		String prefix = DATABASES + "." + name;
		String type = orElse(said.type(), "ping").trim();
		return switch (type.toLowerCase(Locale.ROOT)) {
			case "none" -> null;
			case "ping" -> probes(DatabaseClient.Probe.PING, said);
			case "echo" -> probes(DatabaseClient.Probe.ECHO, said);
			case "lag-aware" -> lagAware(name, said, database);
			default -> bean(((own != null && own.type() != null) ? prefix : "ha.redis") + ".health-check.type", type);
		};
	}

	private DatabaseHealthCheck probes(DatabaseClient.Probe probe, RedisProperties.HealthCheck said) {
		return new DatabaseHealthCheck(probe, orElse(said.policy(), ProbePolicy.ALL), series(said), time);
	}

	private DatabaseHealthCheck lagAware(String name, RedisProperties.HealthCheck said,
			RedisDatabaseProperties database) {
		RedisProperties.HealthCheck own = database.getHealthCheck();
		String property = ((own != null && own.lagAware() != null) ? DATABASES + "." + name : "ha.redis")
				+ ".health-check.lag-aware";
		Series series = series(said);
		ClusterApi api = ClusterApis.resolve(property, orElse(said.lagAware(), RedisProperties.LagAware.EMPTY),
				clients.details(name, database), series.timeout(),
				beans.getBeanProvider(SslBundles.class).getIfAvailable());
		return new DatabaseHealthCheck(new AvailabilityQuestion(api), orElse(said.policy(), ProbePolicy.ALL), series,
				time);
	}

	private static Series series(RedisProperties.HealthCheck said) {
		return new Series(orElse(said.probes(), Series.DEFAULT.probes()), orElse(said.delay(), Series.DEFAULT.delay()),
				orElse(said.timeout(), Series.DEFAULT.timeout()), orElse(said.firstTimeout(), Series.FIRST));
	}

	@SuppressWarnings("unchecked") // the type argument of a bean cannot be checked here
	private HealthCheck<Database> bean(String property, String name) {
		if (beans.containsBean(name) && beans.isTypeMatch(name, HealthCheck.class)) {
			return beans.getBean(name, HealthCheck.class);
		}
		throw new InvalidPoolException(property, "there is no health check \"" + name + "\"", "Write " + TYPES + ".");
	}

	DatabaseRules rules() {
		try {
			return said();
		}
		catch (IllegalArgumentException ex) {
			// its text begins with the rest of the property's name
			String text = String.valueOf(ex.getMessage());
			int end = text.indexOf(':');
			throw new InvalidPoolException("ha.redis." + text.substring(0, Math.max(0, end)),
					text.substring(end + 1).trim(), "Write a value as it is expected.");
		}
	}

	private DatabaseRules said() {
		DatabaseRules rules = DatabaseRules.DEFAULT;
		RedisProperties.HealthCheck check = orElse(properties.healthCheck(), RedisProperties.HealthCheck.EMPTY);
		IsolationRules isolation = isolation(rules.isolation());
		return rules.withIsolation(isolation)
			.withChecks(checks(check, rules.checks()))
			.withLook(orElse(check.quickTimeout(), look(isolation)))
			.withFailover(failover())
			.withFailback(failback())
			.withInitialHealth(properties.initialHealth())
			.withRetryUnknown(properties.retryUnknown());
	}

	/** Half of what counts as stuck, so that both together are quick. */
	private static Duration look(IsolationRules isolation) {
		Duration stuckAfter = isolation.stuckAfter();
		return (stuckAfter != null) ? stuckAfter.dividedBy(2) : DatabaseRules.DEFAULT.look();
	}

	private CheckRules checks(RedisProperties.HealthCheck common, CheckRules rules) {
		Duration longest = series(common).whole();
		for (RedisDatabaseProperties database : properties.databases().values()) {
			RedisProperties.HealthCheck own = database.getHealthCheck();
			Duration whole = (own != null) ? series(own.or(common)).whole() : longest;
			longest = (whole.compareTo(longest) > 0) ? whole : longest;
		}
		return rules.withTimeout(longest).withInterval(orElse(common.interval(), rules.interval()));
	}

	/** As with the peers, a number that is 0 switches its rule off. */
	private IsolationRules isolation(IsolationRules rules) {
		Isolation said = properties.isolation();
		if (said == null) {
			return rules;
		}
		Integer inARow = orElse(said.consecutiveFailures(), Objects.requireNonNull(rules.consecutiveFailures()));
		Duration stuckAfter = orElse(said.stuckAfter(), Objects.requireNonNull(rules.stuckAfter()));
		return rules.withConsecutiveFailures((inARow == 0) ? null : inARow)
			.withFailureRate(failureRate(said, Objects.requireNonNull(rules.failureRate())))
			.withWindow(orElse(said.window(), rules.window()))
			.withStuckAfter(stuckAfter.isZero() ? null : stuckAfter)
			.withDuration(orElse(said.duration(), rules.duration()), orElse(said.maxDuration(), rules.maxDuration()))
			.withMaxIsolated(orElse(said.maxIsolated(), rules.maxIsolated()));
	}

	private static @Nullable FailureRate failureRate(Isolation said, FailureRate rules) {
		Ratio rate = orElse(said.failureRate(), rules.rate());
		int minFailures = orElse(said.minFailures(), rules.minFailures());
		if (rate.value() == 0 && minFailures == 0) {
			return null;
		}
		return new FailureRate((rate.value() == 0) ? ANY : rate, orElse(said.minCalls(), rules.minCalls()),
				minFailures);
	}

	private DatabaseRules.Failover failover() {
		RedisProperties.Failover said = properties.failover();
		DatabaseRules.Failover rules = DatabaseRules.Failover.DEFAULT;
		return (said == null) ? rules : new DatabaseRules.Failover(orElse(said.maxAttempts(), rules.maxAttempts()),
				orElse(said.delay(), rules.delay()));
	}

	private DatabaseRules.Failback failback() {
		RedisProperties.Failback said = properties.failback();
		DatabaseRules.Failback rules = DatabaseRules.Failback.DEFAULT;
		return (said == null) ? rules : new DatabaseRules.Failback(said.enabled(), orElse(said.grace(), rules.grace()),
				orElse(said.interval(), rules.interval()));
	}

}
