package io.hapool.pool.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.hapool.pool.CauseChain;
import io.hapool.pool.Credentials;
import io.hapool.pool.Ratio;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/**
 * Says what to write instead of a value under {@code ha} that cannot be read. Comes
 * before Boot's own analyzer, which would print the value with its credentials.
 */
class HaBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> implements Ordered {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("ha");

	private static final Set<String> NOT_INHERITED = Set.of("ha.defaults.endpoints", "ha.defaults.sources");

	private static final Map<Class<?>, String> EXAMPLES = Map.of(Duration.class,
			"a duration with its unit, such as 500ms, 10s or 5m", Ratio.class, "a percentage such as 20%, or 0.2",
			Boolean.class, "true or false", Integer.class, "a whole number", int.class, "a whole number", double.class,
			"a number");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!PREFIX.equals(cause.getName()) && !PREFIX.isAncestorOf(cause.getName())) {
			return null;
		}
		return explain(cause);
	}

	/**
	 * Says what to write instead of a value, without its credentials.
	 */
	static FailureAnalysis explain(BindException cause) {
		UnboundConfigurationPropertiesException unbound = unboundIn(cause);
		if (unbound != null) {
			return unbound(unbound, cause);
		}
		Class<?> type = cause.getTarget().getType().resolve(Object.class);
		if (type.isRecord() && type != Ratio.class || type == Map.class) {
			return group(type, cause);
		}
		return new FailureAnalysis(subject(cause) + " is not " + expectation(type) + origin(cause),
				"Write " + expectation(type) + " for " + name(cause) + ".", cause);
	}

	private static @Nullable UnboundConfigurationPropertiesException unboundIn(BindException cause) {
		return CauseChain.firstKnown(cause,
				(link) -> (link instanceof UnboundConfigurationPropertiesException unbound) ? unbound : null);
	}

	private static FailureAnalysis unbound(UnboundConfigurationPropertiesException unbound, BindException cause) {
		String names = unbound.getUnboundProperties()
			.stream()
			.map((property) -> property.getName().toString())
			.collect(Collectors.joining(", "));
		return new FailureAnalysis("Nothing takes " + names + ": the key is unknown, or an index before it is missing",
				"Correct the keys of " + cause.getName() + ", and number its elements from [0] on without a gap.",
				cause);
	}

	/** A value where keys belong. */
	private static FailureAnalysis group(Class<?> type, BindException cause) {
		String name = cause.getName().toString();
		String keys = type.isRecord() ? Arrays.stream(type.getRecordComponents())
			.map((component) -> name + "." + DataObjectPropertyName.toDashedForm(component.getName()))
			.filter((key) -> !NOT_INHERITED.contains(key))
			.collect(Collectors.joining(", ")) : name + ".<name>.endpoints";
		return new FailureAnalysis(name + " has a value, but it is a group of keys" + origin(cause),
				"Write the value for a key of the group: " + keys + ".", cause);
	}

	private static String name(BindException cause) {
		ConfigurationProperty property = cause.getProperty();
		return (property != null) ? property.getName().toString() : cause.getName().toString();
	}

	private static String subject(BindException cause) {
		ConfigurationProperty property = cause.getProperty();
		String value = (property != null) ? ": \"" + Credentials.mask(String.valueOf(property.getValue())) + '"' : "";
		return name(cause) + value;
	}

	private static String origin(BindException cause) {
		ConfigurationProperty property = cause.getProperty();
		return (property != null && property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
	}

	private static String expectation(Class<?> type) {
		if (type.isEnum()) {
			return "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT).replace('_', '-');
		}
		return EXAMPLES.getOrDefault(type, "a " + type.getSimpleName());
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
