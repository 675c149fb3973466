package io.hapool.aop;

import java.io.Serial;
import java.lang.reflect.Method;

import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.ClassFilter;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;

/**
 * Puts the {@link HighlyAvailableInterceptor} around annotated methods.
 */
public final class HighlyAvailableAdvisor extends AbstractPointcutAdvisor {

	@Serial
	private static final long serialVersionUID = 1;

	/**
	 * The order unless set: further in is only the lowest, that of transactions; further
	 * out, among others, are the retry and the circuit breaker of Resilience4j.
	 */
	public static final int DEFAULT_ORDER = Ordered.LOWEST_PRECEDENCE - 1;

	private final transient Pointcut pointcut;

	private final transient HighlyAvailableInterceptor advice;

	/**
	 * Creates the advisor.
	 * @param advice what runs the calls
	 * @param order the place in the chain; a lower number is further out
	 */
	public HighlyAvailableAdvisor(HighlyAvailableInterceptor advice, int order) {
		this.pointcut = new AnnotatedMethods();
		this.advice = advice;
		setOrder(order);
	}

	@Override
	public Pointcut getPointcut() {
		return pointcut;
	}

	@Override
	public HighlyAvailableInterceptor getAdvice() {
		return advice;
	}

	/**
	 * Does not read the annotations: ahead of time, their placeholders may have no values
	 * yet.
	 */
	private static final class AnnotatedMethods extends StaticMethodMatcherPointcut {

		AnnotatedMethods() {
			ClassFilter filter = AnnotatedTypes::include;
			setClassFilter(filter);
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return AnnotatedCalls.isAnnotated(method, targetClass);
		}

	}

}
