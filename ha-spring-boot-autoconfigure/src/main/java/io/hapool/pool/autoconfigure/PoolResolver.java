package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.hapool.call.PoolDefinition;
import io.hapool.call.RetryRules;
import io.hapool.pool.Credentials;
import io.hapool.pool.Endpoint;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.IsolationRules.FailureRate;
import io.hapool.pool.ScorePolicy;
import io.hapool.pool.WhenExhausted;
import org.jspecify.annotations.Nullable;

/**
 * Turns the properties of a pool, the defaults and the engine's own defaults into its
 * definition, in one step, and checks them.
 */
final class PoolResolver {

	private static final String URI_REMEDY = "Write a URI with scheme and host, such as http://10.0.0.1:8080.";

	private static final String ENCODING_REMEDY = " Percent-encode special characters of a password, such as @ as %40.";

	/** A check finds out who is back: the first isolation can be short. */
	private static final Duration CHECKED_ISOLATION = Duration.ofSeconds(2);

	private static final Pattern NO_PORT = Pattern.compile("^([^/]*//[^/:]+:)(?!\\d*(?:[/?#]|$)).*");

	private final HaProperties properties;

	private final SelectionPolicies selections;

	private final CheckResolver checks;

	private final FailureClassifier classifier;

	PoolResolver(HaProperties properties, SelectionPolicies selections, CheckResolver checks,
			FailureClassifier classifier) {
		this.properties = properties;
		this.selections = selections;
		this.checks = checks;
		this.classifier = classifier;
	}

	PoolDefinition<URI> resolve(String name) {
		String prefix = "ha.pools." + name;
		Layers<PoolProperties> pool = new Layers<>(own(name), defaults());
		PoolDefinition.Builder<URI> builder = builder(prefix, name);
		builder.endpoints(endpoints(name, own(name).endpoints()));
		builder.classifier(classifier);
		pool.find(PoolProperties::idempotent).ifPresent(builder::idempotent);
		pool.find(PoolProperties::interrupt).ifPresent(builder::interrupt);
		builder.whenExhausted(pool.find(PoolProperties::whenExhausted).orElse(WhenExhausted.TRIAL));
		builder.selection(
				selections.named(pool.find(PoolProperties::selection).orElse(SelectionPolicies.DEFAULT), prefix));
		String remedy = "Write a value as expected there or under ha.defaults, or leave it out for the default.";
		return checked(prefix, remedy, () -> {
			pool.find(PoolProperties::timeout).ifPresent(builder::timeout);
			pool.find(PoolProperties::attemptTimeout).ifPresent(builder::attemptTimeout);
			builder.preferZone(pool.find(PoolProperties::preferZone).orElse(false) ? ownZone(prefix) : null);
			pool.in(PoolProperties::limits, PoolProperties.Limits.EMPTY)
				.find(PoolProperties.Limits::maxLeaseAge)
				.ifPresent(builder::maxLeaseAge);
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
		return defaults;
	}

	private List<Endpoint<URI>> endpoints(String name, @Nullable List<EndpointProperties> listed) {
		String property = "ha.pools." + name + ".endpoints";
		if (listed == null || listed.isEmpty()) {
			throw new InvalidPoolException(property, "the pool has no endpoints", "Write one or more URIs, such as "
					+ property + "=http://10.0.0.1:8080,http://10.0.0.2:8080." + variableHint(name));
		}
		List<Endpoint<URI>> endpoints = new ArrayList<>();
		Map<String, Integer> indexes = new HashMap<>();
		for (int i = 0; i < listed.size(); i++) {
			Endpoint<URI> endpoint = endpoint(property + "[" + i + "]", listed.get(i));
			Integer other = indexes.put(endpoint.id(), i);
			if (other != null) {
				throw new InvalidPoolException(property + "[" + i + "]",
						"has the same id as " + property + "[" + other + "]: \"" + endpoint.id() + "\"",
						"Remove one of the two, or give each an id of its own: {uri: ..., id: ...}.");
			}
			endpoints.add(endpoint);
		}
		return endpoints;
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

	private static Endpoint<URI> endpoint(String property, EndpointProperties listed) {
		URI uri = uri(property, listed.uri());
		return checked(property, "Write a tier of 0 or more, a weight above 0, and an id that is not blank.", () -> {
			Endpoint.Builder<URI> builder = Endpoint.builder(uri)
				.tier(listed.tier())
				.weight(listed.weight())
				.zone(listed.zone())
				.metadata(listed.metadata());
			return ((listed.id() != null) ? builder.id(listed.id()) : builder).build();
		});
	}

	private static URI uri(String property, @Nullable String text) {
		if (text == null || text.isBlank()) {
			throw new InvalidPoolException(property, "the endpoint has no URI", URI_REMEDY);
		}
		try {
			URI uri = new URI(text.trim());
			if (uri.getScheme() != null && uri.getHost() != null) {
				return uri;
			}
		}
		catch (URISyntaxException ex) {
			// falls through: the text of the exception may hold credentials, ours does
			// not
		}
		String anonymous = anonymous(text);
		throw new InvalidPoolException(property, "\"" + anonymous + "\" is not a URI with scheme and host",
				anonymous.equals(text) ? URI_REMEDY : URI_REMEDY + ENCODING_REMEDY);
	}

	/**
	 * What is no URI may have credentials anywhere before its last @, or be cut off where
	 * a password has a comma: rather too little of it than too much.
	 */
	private static String anonymous(String text) {
		int host = text.lastIndexOf('@');
		if (host < 0) {
			return NO_PORT.matcher(text).replaceFirst("$1" + Credentials.MASK);
		}
		int authority = text.indexOf("//") + 2;
		return text.substring(0, (authority > 1 && authority <= host) ? authority : 0) + Credentials.MASK
				+ text.substring(host);
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
	private static <V> V checked(String prefix, String remedy, Supplier<V> value) {
		try {
			return value.get();
		}
		catch (IllegalArgumentException ex) {
			String[] text = String.valueOf(ex.getMessage()).split(": ", 2);
			throw new InvalidPoolException(prefix + "." + text[0], text[text.length - 1], remedy);
		}
	}

	/**
	 * What is said of a pool, and beneath it what is said of all.
	 */
	record Layers<L>(L own, L inherited) {

		<V> Optional<V> find(Function<L, @Nullable V> value) {
			V found = value.apply(own);
			return Optional.ofNullable((found != null) ? found : value.apply(inherited));
		}

		<V> @Nullable V either(Function<L, @Nullable V> value, @Nullable V otherwise) {
			return find(value).orElse(otherwise);
		}

		<V> Layers<V> in(Function<L, @Nullable V> part, V empty) {
			return new Layers<>(orEmpty(part.apply(own), empty), orEmpty(part.apply(inherited), empty));
		}

		private static <V> V orEmpty(@Nullable V value, V empty) {
			return (value != null) ? value : empty;
		}

	}

}
