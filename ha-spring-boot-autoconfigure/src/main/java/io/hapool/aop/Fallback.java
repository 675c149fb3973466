package io.hapool.aop;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Arrays;
import java.util.function.Supplier;

import io.hapool.pool.CauseChain;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ReflectionUtils;

/**
 * A method that answers for a call that has failed.
 */
final class Fallback {

	private final Method method;

	private final FallbackParameters parameters;

	private final ReturnTypes.Form form;

	private final @Nullable Supplier<Object> bean;

	/**
	 * @param bean whose method it is, if it is not the target's
	 */
	Fallback(Method method, FallbackParameters parameters, ReturnTypes.Form form, @Nullable Supplier<Object> bean) {
		ReflectionUtils.makeAccessible(method);
		this.method = method;
		this.parameters = parameters;
		this.form = form;
		this.bean = bean;
	}

	Method method() {
		return method;
	}

	/** The type of what it answers for, with its subtypes. */
	Class<?> failureType() {
		return parameters.failureType();
	}

	boolean fits(Throwable failure) {
		return failureType().isInstance(failure);
	}

	/**
	 * Whether it returns the bare value, though the annotated method may return a stage
	 * or publisher of it; otherwise it returns such a stage or publisher as well.
	 */
	boolean returnsPlain() {
		return form == ReturnTypes.Form.PLAIN;
	}

	/**
	 * Answers.
	 * @param target the bean with the annotated method
	 * @param arguments of the call
	 * @param failure how it ended; suppressed in what the method throws
	 * @return what the method returned
	 */
	@Nullable Object invoke(Object target, @Nullable Object[] arguments, Throwable failure) throws Exception {
		try {
			Object owner = (bean != null) ? bean.get() : unwrapped(target);
			@Nullable Object[] given = parameters.of(arguments, failure);
			return KotlinDetector.isSuspendingFunction(method) ? suspending(owner, given, arguments)
					: on(owner).invoke(owner, given);
		}
		catch (InvocationTargetException ex) {
			throw passOn(ex.getTargetException(), failure);
		}
		catch (Throwable ex) {
			throw passOn(ex, failure);
		}
	}

	/** Goes on as the annotated function would have: with its continuation. */
	private @Nullable Object suspending(Object owner, @Nullable Object[] given, @Nullable Object[] arguments)
			throws Throwable {
		@Nullable Object[] whole = Arrays.copyOf(given, given.length + 1);
		whole[given.length] = arguments[arguments.length - 1];
		return AopUtils.invokeJoinpointUsingReflection(owner, on(owner), whole);
	}

	/** A proxy in a proxy has none of the fields. */
	private static Object unwrapped(Object target) {
		Object inner = AopProxyUtils.getSingletonTarget(target);
		return (inner != null) ? unwrapped(inner) : target;
	}

	/** A bean that was not there at the start may turn out to be behind a JDK proxy. */
	private Method on(Object target) {
		return method.getDeclaringClass().isInstance(target) ? method
				: AopUtils.selectInvocableMethod(method, target.getClass());
	}

	private static Exception passOn(Throwable thrown, Throwable failure) {
		suppress(thrown, failure);
		if (thrown instanceof Error error) {
			throw error;
		}
		return (thrown instanceof Exception exception) ? exception : new UndeclaredThrowableException(thrown);
	}

	/**
	 * Keeps the failure of the call in what a fallback threw, unless it is there already.
	 */
	static void suppress(Throwable thrown, Throwable failure) {
		if (!CauseChain.anyMatch(thrown, (link) -> link == failure)) {
			thrown.addSuppressed(failure);
		}
	}

	@Override
	public String toString() {
		return InvalidHighlyAvailableMethodException.describe(method);
	}

}
