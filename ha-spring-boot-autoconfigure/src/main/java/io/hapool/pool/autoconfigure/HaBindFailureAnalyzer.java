package io.hapool.pool.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import io.hapool.pool.Credentials;
import io.hapool.pool.Ratio;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
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

	private static final Map<Class<?>, String> EXAMPLES = Map.of(Duration.class,
			"a duration with its unit, such as 500ms, 10s or 5m", Ratio.class, "a percentage such as 20%, or 0.2",
			Boolean.class, "true or false", Integer.class, "a whole number", int.class, "a whole number", double.class,
			"a number");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!PREFIX.isAncestorOf(cause.getName())) {
			return null;
		}
		ConfigurationProperty property = cause.getProperty();
		Class<?> type = cause.getTarget().getType().resolve(Object.class);
		String name = (property != null) ? property.getName().toString() : cause.getName().toString();
		StringBuilder problem = new StringBuilder(name);
		if (property != null) {
			problem.append(": \"").append(Credentials.mask(String.valueOf(property.getValue()))).append('"');
		}
		problem.append(" is not ").append(expectation(type));
		if (property != null && property.getOrigin() != null) {
			problem.append(" (").append(property.getOrigin()).append(')');
		}
		return new FailureAnalysis(problem.toString(), "Write " + expectation(type) + " for " + name + ".", cause);
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
