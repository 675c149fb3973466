package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.hapool.call.PoolDefinition;
import io.hapool.call.RetryRules;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.IsolationRules.FailureRate;
import io.hapool.pool.LeaseLimits;
import io.hapool.pool.ScorePolicy;
import io.hapool.pool.WhenExhausted;
import io.hapool.pool.autoconfigure.PoolProperties.Isolation;
import io.hapool.pool.autoconfigure.PoolProperties.Limits;
import io.hapool.pool.autoconfigure.PoolProperties.Probation;
import io.hapool.pool.autoconfigure.PoolProperties.Retry;
import io.hapool.pool.autoconfigure.PoolProperties.Score;
import io.hapool.pool.source.EndpointSource;

import static io.hapool.pool.autoconfigure.PoolProperties.either;
import static io.hapool.pool.autoconfigure.PoolProperties.orElse;

/**
 * Turns the properties of a pool, the defaults and the engine's own defaults into its
 * definition, in one step, and checks them.
 */
final class PoolResolver {

	static final String REMEDY = "Write a value as expected there or under ha.defaults, or leave it out for the default.";

	/** A check finds out who is back: the first isolation can be short. */
	private static final Duration CHECKED_ISOLATION = Duration.ofSeconds(2);

	private final HaProperties properties;

	private final SelectionPolicies selections;

	private final SourceResolver sources;

	private final CheckResolver checks;

	private final FailureClassifier classifier;

	PoolResolver(HaProperties properties, SelectionPolicies selections, SourceResolver sources, CheckResolver checks,
			FailureClassifier classifier) {
		this.properties = properties;
		this.selections = selections;
		this.sources = sources;
		this.checks = checks;
		this.classifier = classifier;
	}

	/** The same for other properties. */
	PoolResolver with(HaProperties changed) {
		return new PoolResolver(changed, selections, sources, checks, classifier);
	}

	PoolDefinition<URI> resolve(String name) {
		String prefix = "ha.pools." + name;
		PoolProperties own = own(name);
		PoolProperties pool = own.or(defaults());
		PoolDefinition.Builder<URI> builder = builder(prefix, name);
		List<EndpointProperties> listed = orElse(own.endpoints(), List.of());
		List<EndpointSource<URI>> told = sources.resolve(prefix, own, pool);
		if (listed.isEmpty() && told.isEmpty()) {
			throw withoutEndpoints(name);
		}
		builder.endpoints(EndpointResolver.distinct(prefix + ".endpoints", listed));
		told.forEach(builder::source);
		builder.classifier(classifier);
		builder.whenExhausted(orElse(pool.whenExhausted(), WhenExhausted.TRIAL));
		builder.selection(selections.named(orElse(pool.selection(), SelectionPolicies.DEFAULT), prefix));
		return checked(prefix, REMEDY, () -> {
			builder.preferZone(orElse(pool.preferZone(), false) ? ownZone(prefix) : null);
			builder.limits(limits(orElse(pool.limits(), Limits.EMPTY)));
			calls(builder, pool);
			Optional<CheckResolver.Found> check = checks.resolve(prefix, own, pool);
			check.ifPresent((found) -> builder.healthCheck(found.check(), found.rules()));
			Duration base = check.isPresent() ? CHECKED_ISOLATION : IsolationRules.DEFAULT.duration();
			return builder.isolationRules(isolation(pool, base)).build();
		});
	}

	private static PoolDefinition.Builder<URI> builder(String prefix, String name) {
		try {
			return PoolDefinition.builder(name);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPoolException(prefix, String.valueOf(ex.getMessage()),
					"Name the pool with lower-case letters, digits and inner dashes, at most 63 characters.");
		}
	}

	private String ownZone(String prefix) {
		String zone = properties.zone();
		if (zone == null || zone.isBlank()) {
			throw new InvalidPoolException(prefix + ".prefer-zone", "there is no own zone to prefer",
					"Write ha.zone with the zone of this application, or leave prefer-zone out.");
		}
		return zone;
	}

	private PoolProperties own(String name) {
		PoolProperties own = properties.pools().get(name);
		return (own != null) ? own : PoolProperties.EMPTY;
	}

	private PoolProperties defaults() {
		PoolProperties defaults = (properties.defaults() != null) ? properties.defaults() : PoolProperties.EMPTY;
		if (defaults.endpoints() != null) {
			throw new InvalidPoolException("ha.defaults.endpoints", "pools do not inherit endpoints",
					"Write the endpoints of each pool under ha.pools.<name>.endpoints.");
		}
		SourceResolver.checkDefaults(defaults);
		return defaults;
	}

	private InvalidPoolException withoutEndpoints(String name) {
		String prefix = "ha.pools." + name;
		return new InvalidPoolException(prefix + ".endpoints", "the pool has no endpoints",
				"Write one or more URIs, such as " + prefix + ".endpoints=http://10.0.0.1:8080,http://10.0.0.2:8080, or"
						+ " where they come from, such as " + prefix + ".file.location=file:endpoints.yml or " + prefix
						+ ".dns.name=billing.internal." + variableHint(name));
	}

	/** HA_POOLS_MY_POOL_TIMEOUT speaks of a pool "my" as well as of "my-pool". */
	private String variableHint(String name) {
		return properties.pools()
			.keySet()
			.stream()
			.filter((other) -> other.startsWith(name + "-"))
			.findFirst()
			.map((other) -> " If the pool " + other
					+ " is meant: environment variables leave out the dashes of its name, such as HA_POOLS_"
					+ other.replace("-", "").toUpperCase(Locale.ROOT) + "_ENDPOINTS.")
			.orElse("");
	}

	private static void calls(PoolDefinition.Builder<URI> builder, PoolProperties pool) {
		if (pool.idempotent() != null) {
			builder.idempotent(pool.idempotent());
		}
		if (pool.interrupt() != null) {
			builder.interrupt(pool.interrupt());
		}
		if (pool.timeout() != null) {
			builder.timeout(pool.timeout());
		}
		if (pool.attemptTimeout() != null) {
			builder.attemptTimeout(pool.attemptTimeout());
		}
		builder.score(score(orElse(pool.score(), Score.EMPTY)));
		builder.retry(retry(orElse(pool.retry(), Retry.EMPTY)));
	}

	private static IsolationRules isolation(PoolProperties pool, Duration base) {
		Isolation isolation = orElse(pool.isolation(), Isolation.EMPTY);
		Probation probation = orElse(pool.probation(), Probation.EMPTY);
		IsolationRules rules = IsolationRules.DEFAULT;
		return new IsolationRules(either(isolation.consecutiveFailures(), rules.consecutiveFailures()),
				failureRate(isolation), orElse(isolation.window(), rules.window()),
				either(isolation.stuckAfter(), rules.stuckAfter()), orElse(isolation.duration(), base),
				orElse(isolation.maxDuration(), rules.maxDuration()),
				orElse(isolation.maxIsolated(), rules.maxIsolated()),
				orElse(probation.trialLeases(), rules.trialLeases()), either(probation.rampUp(), rules.rampUp()));
	}

	private static FailureRate failureRate(Isolation isolation) {
		FailureRate rate = Objects.requireNonNull(IsolationRules.DEFAULT.failureRate());
		return new FailureRate(orElse(isolation.failureRate(), rate.rate()),
				orElse(isolation.minCalls(), rate.minCalls()), orElse(isolation.minFailures(), rate.minFailures()));
	}

	private static LeaseLimits limits(Limits limits) {
		LeaseLimits none = LeaseLimits.NONE;
		return new LeaseLimits(orElse(limits.leasesPerEndpoint(), none.leasesPerEndpoint()),
				orElse(limits.queue(), none.queue()), orElse(limits.queueTimeout(), none.queueTimeout()),
				orElse(limits.maxLeaseAge(), none.maxLeaseAge()));
	}

	private static ScorePolicy score(Score score) {
		ScorePolicy policy = ScorePolicy.DEFAULT;
		return new ScorePolicy(orElse(score.initial(), policy.initial()), orElse(score.success(), policy.success()),
				orElse(score.failure(), policy.failure()));
	}

	private static RetryRules retry(Retry retry) {
		RetryRules rules = RetryRules.DEFAULT;
		return new RetryRules(orElse(retry.maxAttempts(), rules.maxAttempts()),
				orElse(retry.backoff(), rules.backoff()), orElse(retry.maxBackoff(), rules.maxBackoff()),
				orElse(retry.budget(), rules.budget()),
				orElse(retry.minRetriesPerSecond(), rules.minRetriesPerSecond()));
	}

	/** The texts of the engine's checks begin with the rest of the property's name. */
	static <V> V checked(String prefix, String remedy, Supplier<V> value) {
		try {
			return value.get();
		}
		catch (IllegalArgumentException ex) {
			String[] text = String.valueOf(ex.getMessage()).split(": ", 2);
			throw new InvalidPoolException(prefix + "." + text[0], text[text.length - 1], remedy);
		}
	}

}
