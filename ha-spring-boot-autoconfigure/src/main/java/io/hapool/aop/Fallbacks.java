package io.hapool.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the fallbacks of annotated methods, and proves that they can answer.
 */
final class Fallbacks {

	private final AnnotatedCall call;

	private final FallbackName name;

	private final FallbackErrors errors;

	private Fallbacks(AnnotatedCall call, FallbackName name) {
		this.call = call;
		this.name = name;
		this.errors = new FallbackErrors(call, name);
	}

	/**
	 * Returns the fallbacks of a method.
	 * @param call what its annotation says
	 * @param beans where the others are
	 * @return the most specific first; empty if the annotation names none
	 * @throws InvalidHighlyAvailableMethodException if the annotation names one that does
	 * not fit
	 */
	static List<Fallback> resolve(AnnotatedCall call, BeanFactory beans) {
		if (call.fallbackMethod().isEmpty()) {
			return List.of();
		}
		return new Fallbacks(call, FallbackName.parse(call.fallbackMethod())).resolve(beans);
	}

	/**
	 * Returns the methods of a class that may be meant.
	 * @param targetClass the class with the annotated method
	 * @param fallbackMethod what the annotation says
	 * @return the methods of that name, in no order; none if another bean is meant
	 */
	static List<Method> candidates(Class<?> targetClass, String fallbackMethod) {
		FallbackName name = FallbackName.parse(fallbackMethod);
		return (name.bean() == null) ? named(targetClass, name.method()) : List.of();
	}

	/**
	 * Returns the one that answers for a failure.
	 * @param fallbacks the most specific first
	 */
	static @Nullable Fallback find(List<Fallback> fallbacks, Throwable failure) {
		for (Fallback fallback : fallbacks) {
			if (fallback.fits(failure)) {
				return fallback;
			}
		}
		return null;
	}

	private List<Fallback> resolve(BeanFactory beans) {
		if (!name.isComplete()) {
			throw errors.incomplete();
		}
		String bean = name.bean();
		if (bean == null) {
			return resolve(ClassUtils.getUserClass(call.targetClass()), null);
		}
		if (!beans.containsBean(bean)) {
			throw errors.noSuchBean();
		}
		Class<?> known = beans.getType(bean);
		Class<?> type = (known != null) ? known : beans.getBean(bean).getClass();
		List<Fallback> found = resolve(Proxy.isProxyClass(type) ? type : ClassUtils.getUserClass(type),
				() -> beans.getBean(bean));
		boolean proxied = type != ClassUtils.getUserClass(type);
		found.forEach((fallback) -> checkReachable(fallback.method(), proxied));
		return found;
	}

	private List<Fallback> resolve(Class<?> type, @Nullable Supplier<Object> bean) {
		List<Method> candidates = named(type, name.method()).stream()
			.filter((method) -> !isAnnotated(method, type))
			.toList();
		if (candidates.isEmpty()) {
			throw errors.noSuchMethod(type);
		}
		List<Fallback> fallbacks = new ArrayList<>();
		for (Method candidate : candidates) {
			FallbackParameters parameters = FallbackParameters.match(call, candidate, type);
			if (parameters != null) {
				if (KotlinDetector.isSuspendingFunction(candidate)
						&& !KotlinDetector.isSuspendingFunction(call.method())) {
					throw errors.suspending();
				}
				fallbacks.add(new Fallback(candidate, parameters, form(candidate, type), bean));
			}
		}
		if (fallbacks.isEmpty()) {
			throw errors.wrongParameters(candidates);
		}
		return sorted(fallbacks);
	}

	/** An overload may be the fallback, the method itself not. */
	private boolean isAnnotated(Method candidate, Class<?> type) {
		return type.isAssignableFrom(ClassUtils.getUserClass(call.targetClass()))
				&& Arrays.equals(candidate.getParameterTypes(), call.method().getParameterTypes())
				&& candidate.getName().equals(call.method().getName());
	}

	private ReturnTypes.Form form(Method candidate, Class<?> type) {
		ReturnTypes wanted = ReturnTypes.of(call.method(), call.targetClass());
		ReturnTypes given = ReturnTypes.of(candidate, type);
		ReturnTypes.Form form = wanted.fit(given);
		if (form == null) {
			throw errors.wrongReturnType(candidate, given);
		}
		return form;
	}

	/** The types that one exception has are a chain: the deepest is the nearest. */
	private List<Fallback> sorted(List<Fallback> fallbacks) {
		fallbacks.sort(Comparator.comparing(Fallback::failureType, Comparator.comparingInt(Fallbacks::depth))
			.reversed()
			.thenComparing((fallback) -> fallback.failureType().getName())
			.thenComparing(Fallback::toString));
		for (int i = 1; i < fallbacks.size(); i++) {
			if (fallbacks.get(i - 1).failureType() == fallbacks.get(i).failureType()) {
				throw errors.equallySpecific(fallbacks.get(i - 1), fallbacks.get(i));
			}
		}
		return List.copyOf(fallbacks);
	}

	private static int depth(Class<?> type) {
		int depth = 0;
		for (Class<?> link = type.getSuperclass(); link != null; link = link.getSuperclass()) {
			depth++;
		}
		return depth;
	}

	private void checkReachable(Method method, boolean proxied) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			throw errors.unreachable(method, "private");
		}
		if (proxied && Modifier.isFinal(modifiers) && !Modifier.isStatic(modifiers)) {
			throw errors.unreachable(method, "final");
		}
	}

	/** A JDK proxy has only what its interfaces declare. */
	private static List<Method> named(Class<?> type, String name) {
		List<Method> methods = new ArrayList<>();
		if (Proxy.isProxyClass(type)) {
			for (Class<?> declaring : type.getInterfaces()) {
				methods.addAll(List.of(declaring.getMethods()));
			}
		}
		else {
			methods.addAll(List.of(ReflectionUtils.getUniqueDeclaredMethods(ClassUtils.getUserClass(type))));
		}
		return methods.stream()
			.filter((method) -> method.getName().equals(name))
			.map(BridgeMethodResolver::findBridgedMethod)
			.filter((method) -> !method.isSynthetic())
			.distinct()
			.toList();
	}

}
