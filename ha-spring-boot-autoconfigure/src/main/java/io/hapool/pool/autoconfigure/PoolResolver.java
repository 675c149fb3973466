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
import io.hapool.pool.source.EndpointSource;

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
		Layers<PoolProperties> pool = new Layers<>(own(name), defaults());
		PoolDefinition.Builder<URI> builder = builder(prefix, name);
		List<EndpointProperties> listed = Optional.ofNullable(own(name).endpoints()).orElse(List.of());
		List<EndpointSource<URI>> told = sources.resolve(prefix, pool);
		if (listed.isEmpty() && told.isEmpty()) {
			throw withoutEndpoints(name);
		}
		builder.endpoints(EndpointResolver.distinct(prefix + ".endpoints", listed));
		told.forEach(builder::source);
		builder.classifier(classifier);
		pool.find(PoolProperties::idempotent).ifPresent(builder::idempotent);
		pool.find(PoolProperties::interrupt).ifPresent(builder::interrupt);
		builder.whenExhausted(pool.find(PoolProperties::whenExhausted).orElse(WhenExhausted.TRIAL));
		builder.selection(
				selections.named(pool.find(PoolProperties::selection).orElse(SelectionPolicies.DEFAULT), prefix));
		return checked(prefix, REMEDY, () -> {
			pool.find(PoolProperties::timeout).ifPresent(builder::timeout);
			pool.find(PoolProperties::attemptTimeout).ifPresent(builder::attemptTimeout);
			builder.preferZone(pool.find(PoolProperties::preferZone).orElse(false) ? ownZone(prefix) : null);
			builder.limits(limits(pool));
			Optional<CheckResolver.Found> check = checks.resolve(prefix, pool);
			check.ifPresent((found) -> builder.healthCheck(found.check(), found.rules()));
			Duration base = check.isPresent() ? CHECKED_ISOLATION : IsolationRules.DEFAULT.duration();
			return builder.isolationRules(isolation(pool, base)).score(score(pool)).retry(retry(pool)).build();
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

	private static IsolationRules isolation(Layers<PoolProperties> pool, Duration base) {
		Layers<PoolProperties.Isolation> isolation = pool.in(PoolProperties::isolation, PoolProperties.Isolation.EMPTY);
		Layers<PoolProperties.Probation> probation = pool.in(PoolProperties::probation, PoolProperties.Probation.EMPTY);
		IsolationRules rules = IsolationRules.DEFAULT;
		return new IsolationRules(
				isolation.either(PoolProperties.Isolation::consecutiveFailures, rules.consecutiveFailures()),
				failureRate(isolation), isolation.find(PoolProperties.Isolation::window).orElse(rules.window()),
				isolation.either(PoolProperties.Isolation::stuckAfter, rules.stuckAfter()),
				isolation.find(PoolProperties.Isolation::duration).orElse(base),
				isolation.find(PoolProperties.Isolation::maxDuration).orElse(rules.maxDuration()),
				isolation.find(PoolProperties.Isolation::maxIsolated).orElse(rules.maxIsolated()),
				probation.find(PoolProperties.Probation::trialLeases).orElse(rules.trialLeases()),
				probation.either(PoolProperties.Probation::rampUp, rules.rampUp()));
	}

	private static FailureRate failureRate(Layers<PoolProperties.Isolation> isolation) {
		FailureRate rate = Objects.requireNonNull(IsolationRules.DEFAULT.failureRate());
		return new FailureRate(isolation.find(PoolProperties.Isolation::failureRate).orElse(rate.rate()),
				isolation.find(PoolProperties.Isolation::minCalls).orElse(rate.minCalls()),
				isolation.find(PoolProperties.Isolation::minFailures).orElse(rate.minFailures()));
	}

	private static LeaseLimits limits(Layers<PoolProperties> pool) {
		Layers<PoolProperties.Limits> limits = pool.in(PoolProperties::limits, PoolProperties.Limits.EMPTY);
		LeaseLimits none = LeaseLimits.NONE;
		return new LeaseLimits(limits.find(PoolProperties.Limits::leasesPerEndpoint).orElse(none.leasesPerEndpoint()),
				limits.find(PoolProperties.Limits::queue).orElse(none.queue()),
				limits.find(PoolProperties.Limits::queueTimeout).orElse(none.queueTimeout()),
				limits.find(PoolProperties.Limits::maxLeaseAge).orElse(none.maxLeaseAge()));
	}

	private static ScorePolicy score(Layers<PoolProperties> pool) {
		Layers<PoolProperties.Score> score = pool.in(PoolProperties::score, PoolProperties.Score.EMPTY);
		ScorePolicy policy = ScorePolicy.DEFAULT;
		return new ScorePolicy(score.find(PoolProperties.Score::initial).orElse(policy.initial()),
				score.find(PoolProperties.Score::success).orElse(policy.success()),
				score.find(PoolProperties.Score::failure).orElse(policy.failure()));
	}

	private static RetryRules retry(Layers<PoolProperties> pool) {
		Layers<PoolProperties.Retry> retry = pool.in(PoolProperties::retry, PoolProperties.Retry.EMPTY);
		RetryRules rules = RetryRules.DEFAULT;
		return new RetryRules(retry.find(PoolProperties.Retry::maxAttempts).orElse(rules.maxAttempts()),
				retry.find(PoolProperties.Retry::backoff).orElse(rules.backoff()),
				retry.find(PoolProperties.Retry::maxBackoff).orElse(rules.maxBackoff()),
				retry.find(PoolProperties.Retry::budget).orElse(rules.budget()),
				retry.find(PoolProperties.Retry::minRetriesPerSecond).orElse(rules.minRetriesPerSecond()));
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
