package io.hapool.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Idempotence;
import io.hapool.annotation.Nesting;
import io.hapool.call.CallOptions;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Reads the annotation of methods, once each. A method's own annotation comes before that
 * of its class, which stands for public methods.
 */
public final class AnnotatedCalls {

	private final Map<MethodClassKey, Optional<AnnotatedCall>> calls = new ConcurrentHashMap<>();

	private final ConfigurableBeanFactory beans;

	/**
	 * Creates an empty cache.
	 * @param beans resolves the placeholders in annotations, and has the beans that
	 * fallbacks may be methods of
	 */
	public AnnotatedCalls(ConfigurableBeanFactory beans) {
		this.beans = beans;
	}

	@Nullable AnnotatedCall find(Method method, Class<?> targetClass) {
		return calls.computeIfAbsent(new MethodClassKey(method, targetClass), (key) -> read(method, targetClass))
			.orElse(null);
	}

	private Optional<AnnotatedCall> read(Method method, Class<?> targetClass) {
		if (!isCandidate(method)) {
			return Optional.empty();
		}
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		HighlyAvailable annotation = annotation(specific, targetClass);
		if (annotation == null) {
			return Optional.empty();
		}
		String fallback = resolve(annotation.fallbackMethod());
		if (specific.getName().equals(fallback)
				&& !AnnotatedElementUtils.hasAnnotation(specific, HighlyAvailable.class)) {
			// it answers for the other methods of its class
			return Optional.empty();
		}
		return Optional.of(new AnnotatedCall(specific, targetClass, pool(specific, annotation),
				options(specific, annotation), annotation.idempotent(), nesting(annotation),
				ReturnStyles.of(specific, targetClass), LeasedParameters.find(specific), fallback));
	}

	/** Found anew each time: who makes many calls keeps them. */
	Answers answers(AnnotatedCall call) {
		List<Fallback> fallbacks = Fallbacks.resolve(call, beans);
		return fallbacks.isEmpty() ? Answers.NONE : new Answers(fallbacks, beans.getBean(Time.class));
	}

	/**
	 * Looks at the annotation without reading it: ahead of time, when proxies are made,
	 * its placeholders may have no values yet.
	 */
	static boolean isAnnotated(Method method, Class<?> targetClass) {
		return isCandidate(method)
				&& annotation(AopUtils.getMostSpecificMethod(method, targetClass), targetClass) != null;
	}

	/** Who calls by a generic type calls the bridge. */
	private static boolean isCandidate(Method method) {
		boolean generated = method.isSynthetic() && !method.isBridge();
		return !generated && !ReflectionUtils.isObjectMethod(method);
	}

	static @Nullable HighlyAvailable annotation(Method method, Class<?> targetClass) {
		HighlyAvailable own = AnnotatedElementUtils.findMergedAnnotation(method, HighlyAvailable.class);
		if (own != null || !Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
			return own;
		}
		// what a framework's superclass keeps to itself is not meant
		boolean meant = !Modifier.isFinal(method.getModifiers())
				|| method.getDeclaringClass() == ClassUtils.getUserClass(targetClass);
		return meant ? AnnotatedElementUtils.findMergedAnnotation(targetClass, HighlyAvailable.class) : null;
	}

	/**
	 * What must not run twice is a call of its own: see {@link UnrepeatableFailures}.
	 */
	private static Nesting nesting(HighlyAvailable annotation) {
		return (annotation.idempotent() == Idempotence.NO) ? Nesting.OWN_LEASE : annotation.nesting();
	}

	private PoolName pool(Method method, HighlyAvailable annotation) {
		String pool = resolve(annotation.pool());
		if (pool.isBlank()) {
			throw new InvalidHighlyAvailableMethodException(method, "it names no pool",
					"Write @HighlyAvailable(\"<pool>\") with the name of a pool under ha.pools.");
		}
		return PoolName.of(method, pool);
	}

	private CallOptions<Object> options(Method method, HighlyAvailable annotation) {
		CallOptions.Builder<Object> options = CallOptions.builder();
		duration(method, "timeout", annotation.timeout()).ifPresent(options::timeout);
		duration(method, "attemptTimeout", annotation.attemptTimeout()).ifPresent(options::attemptTimeout);
		if (annotation.maxAttempts() >= 0) {
			options.maxAttempts(annotation.maxAttempts());
		}
		if (annotation.idempotent() != Idempotence.INHERIT) {
			options.idempotent(annotation.idempotent() == Idempotence.YES);
		}
		if (annotation.includes().length > 0 || annotation.excludes().length > 0) {
			options.classify(new ExceptionFilter(List.of(annotation.includes()), List.of(annotation.excludes())));
		}
		return options.build();
	}

	private Optional<Duration> duration(Method method, String attribute, String text) {
		String resolved = resolve(text);
		if (resolved.isBlank()) {
			return Optional.empty();
		}
		try {
			Duration duration = DurationStyle.detectAndParse(resolved);
			if (!duration.isNegative() && !duration.isZero()) {
				return Optional.of(duration);
			}
		}
		catch (IllegalArgumentException ex) {
			// falls through: the same advice
		}
		throw new InvalidHighlyAvailableMethodException(method,
				attribute + " is \"" + resolved + "\", which is not a duration above zero",
				"Write a duration with its unit, such as " + attribute + " = \"500ms\".");
	}

	private String resolve(String text) {
		String resolved = beans.resolveEmbeddedValue(text);
		return (resolved != null) ? resolved.trim() : "";
	}

}
