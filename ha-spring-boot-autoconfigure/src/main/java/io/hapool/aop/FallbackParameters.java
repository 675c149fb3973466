package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import io.hapool.aop.AnnotatedCall.LeasedParameter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;

/**
 * Where a fallback takes its arguments from.
 *
 * @param sources for each parameter the place of its value among the arguments of the
 * call, or {@link #FAILURE}
 * @param failureType what it answers for
 */
record FallbackParameters(List<Integer> sources, Class<?> failureType) {

	/** The parameter gets the exception. */
	static final int FAILURE = -1;

	/**
	 * Returns how the parameters of a method match those of an annotated one, or
	 * {@code null} if they do not.
	 * @param type whose method it is
	 */
	static @Nullable FallbackParameters match(AnnotatedCall call, Method method, Class<?> type) {
		List<ResolvableType> taken = types(method, type);
		for (List<Integer> sources : shapes(call)) {
			Class<?> failureType = match(call, sources, taken);
			if (failureType != null) {
				return new FallbackParameters(sources, failureType);
			}
		}
		return null;
	}

	private static @Nullable Class<?> match(AnnotatedCall call, List<Integer> sources, List<ResolvableType> taken) {
		if (sources.size() != taken.size()) {
			return null;
		}
		List<ResolvableType> given = types(call.method(), call.targetClass());
		Class<?> failureType = Exception.class;
		for (int i = 0; i < taken.size(); i++) {
			if (sources.get(i) == FAILURE) {
				failureType = taken.get(i).toClass();
			}
			else if (!taken.get(i).isAssignableFrom(given.get(sources.get(i)))) {
				return null;
			}
		}
		return Throwable.class.isAssignableFrom(failureType) ? failureType : null;
	}

	/** With the leased parameter or without it, with the exception or without it. */
	private static List<List<Integer>> shapes(AnnotatedCall call) {
		LeasedParameter leased = call.leased();
		List<Integer> all = new ArrayList<>();
		List<Integer> others = new ArrayList<>();
		for (int i = 0; i < types(call.method(), call.targetClass()).size(); i++) {
			all.add(i);
			if (leased == null || i != leased.index()) {
				others.add(i);
			}
		}
		return List.of(List.copyOf(all), List.copyOf(others), withFailure(all), withFailure(others));
	}

	private static List<Integer> withFailure(List<Integer> sources) {
		List<Integer> extended = new ArrayList<>(sources);
		extended.add(FAILURE);
		return List.copyOf(extended);
	}

	/** Without the continuation of a suspending function. */
	static List<ResolvableType> types(Method method, Class<?> type) {
		int count = method.getParameterCount() - (KotlinDetector.isSuspendingFunction(method) ? 1 : 0);
		List<ResolvableType> types = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			types.add(ResolvableType.forMethodParameter(method, i, type));
		}
		return types;
	}

	@Nullable Object[] of(@Nullable Object[] arguments, Throwable failure) {
		@Nullable Object[] taken = new Object[sources.size()];
		for (int i = 0; i < taken.length; i++) {
			int source = sources.get(i);
			taken[i] = (source == FAILURE) ? failure : arguments[source];
		}
		return taken;
	}

}
