package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.hapool.aop.AnnotatedCall.LeasedParameter;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.ParserContext;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Parses the expressions in names of pools, and proves that they speak of nothing but the
 * arguments.
 */
final class PoolExpressions {

	private static final SpelExpressionParser PARSER = new SpelExpressionParser();

	private final Method method;

	private final String text;

	private final List<String> indexed;

	private final List<String> named;

	private final @Nullable String leased;

	private PoolExpressions(Method method, String text, @Nullable String @Nullable [] names) {
		this.method = method;
		this.text = text;
		this.indexed = new ArrayList<>();
		this.named = new ArrayList<>();
		LeasedParameter parameter = LeasedParameters.find(method);
		int late = (parameter != null) ? parameter.index() : BoundCall.NONE;
		for (int i = 0; i < method.getParameterCount(); i++) {
			if (i != late) {
				indexed.add("#p" + i);
				indexed.add("#a" + i);
				String name = variable(names, i);
				if (name != null) {
					named.add(name);
				}
			}
		}
		this.leased = (late != BoundCall.NONE) ? variable(names, late) : null;
	}

	private static @Nullable String variable(@Nullable String @Nullable [] names, int index) {
		String name = (names != null && index < names.length) ? names[index] : null;
		return (name != null) ? "#" + name : null;
	}

	/**
	 * @param names of the parameters, if the class file has them
	 */
	static Expression parse(Method method, String text, @Nullable String @Nullable [] names) {
		PoolExpressions checks = new PoolExpressions(method, text, names);
		Expression expression = checks.parse();
		checks.check(expression);
		return expression;
	}

	private Expression parse() {
		try {
			return PARSER.parseExpression(text, ParserContext.TEMPLATE_EXPRESSION);
		}
		catch (ParseException | IllegalStateException ex) {
			throw new InvalidHighlyAvailableMethodException(method,
					"its pool \"" + text + "\" cannot be parsed: " + ex.getMessage(),
					"Write the name of a pool, or an expression over the arguments, such as \"" + example() + "\".");
		}
	}

	private void check(Expression expression) {
		if (expression instanceof CompositeStringExpression composite) {
			for (Expression part : composite.getExpressions()) {
				check(part);
			}
		}
		else if (expression instanceof SpelExpression one) {
			walk(one.getAST(), this::check);
		}
	}

	private static void walk(SpelNode node, Consumer<SpelNode> visitor) {
		visitor.accept(node);
		for (int i = 0; i < node.getChildCount(); i++) {
			walk(node.getChild(i), visitor);
		}
	}

	private void check(SpelNode node) {
		if (node instanceof BeanReference || node instanceof FunctionReference) {
			throw new InvalidHighlyAvailableMethodException(method,
					"its pool \"" + text + "\" uses " + node.toStringAST() + " (expected: the arguments alone)",
					"Write an expression over the arguments, such as \"" + example() + "\".");
		}
		if (node instanceof VariableReference) {
			checkVariable(node.toStringAST());
		}
	}

	private void checkVariable(String variable) {
		if (variable.equals("#root") || variable.equals("#this") || named.contains(variable)
				|| indexed.contains(variable)) {
			return;
		}
		if (variable.equals(leased)) {
			throw unknown(variable, "which gets its value when the pool is known");
		}
		if (named.isEmpty() && !indexed.isEmpty()) {
			throw new InvalidHighlyAvailableMethodException(method,
					"its pool \"" + text + "\" uses " + variable + ", but its class has no names of parameters",
					"Compile with -parameters, or write \"" + example() + "\" with the number of the parameter.");
		}
		throw unknown(variable, "which is none of its parameters");
	}

	private InvalidHighlyAvailableMethodException unknown(String variable, String why) {
		return new InvalidHighlyAvailableMethodException(method,
				"its pool \"" + text + "\" uses " + variable + ", " + why,
				named.isEmpty() ? "Add the parameter, or write the name of a pool."
						: "Write one of " + named + ", such as \"" + example() + "\".");
	}

	private String example() {
		return "#{" + (!named.isEmpty() ? named.get(0) : !indexed.isEmpty() ? indexed.get(0) : "#tenant") + "}";
	}

}
