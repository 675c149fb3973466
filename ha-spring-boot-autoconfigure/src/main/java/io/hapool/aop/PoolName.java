package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.Expression;

/**
 * The name of a pool as an annotation has it: literal, or worked out from the arguments
 * of each call.
 */
final class PoolName {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private static final String EXPRESSION_PREFIX = "#{";

	private final Method method;

	private final String text;

	private final @Nullable Expression expression;

	private PoolName(Method method, String text, @Nullable Expression expression) {
		this.method = method;
		this.text = text;
		this.expression = expression;
	}

	/**
	 * @param method the annotated method of the target class
	 * @param text the name or the expression, placeholders resolved
	 */
	static PoolName of(Method method, String text) {
		return new PoolName(method, text,
				text.contains(EXPRESSION_PREFIX) ? PoolExpressions.parse(method, text, names(method)) : null);
	}

	private static @Nullable String @Nullable [] names(Method method) {
		return NAMES.getParameterNames(method);
	}

	boolean isLiteral() {
		return expression == null;
	}

	/** The name itself, if it is literal; otherwise the expression. */
	String text() {
		return text;
	}

	/** The name for one call. */
	@Nullable String evaluate(Object target, @Nullable Object[] arguments) {
		if (expression == null) {
			return text;
		}
		@Nullable Object[] seen = KotlinDetector.isSuspendingFunction(method) ? Arrays.copyOf(arguments, arguments.length - 1)
				: arguments;
		Root root = new Root(method, seen, target);
		return expression.getValue(new MethodBasedEvaluationContext(root, method, seen, NAMES), String.class);
	}

	@Override
	public String toString() {
		return text;
	}

	/**
	 * What {@code #root} is in an expression.
	 *
	 * @param method the annotated method
	 * @param args the arguments of the call
	 * @param target the bean
	 */
	record Root(Method method, @Nullable Object[] args, Object target) {
	}

}
