package io.hapool.aop;

import java.io.Serial;
import java.lang.reflect.Method;

/**
 * An annotated method cannot be made highly available as it stands.
 */
public final class InvalidHighlyAvailableMethodException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1;

	private final String remedy;

	InvalidHighlyAvailableMethodException(Method method, String problem, String remedy) {
		super("@HighlyAvailable cannot work on " + describe(method) + ": " + problem);
		this.remedy = remedy;
	}

	/**
	 * Returns what to write instead.
	 * @return a sentence
	 */
	public String remedy() {
		return remedy;
	}

	static String describe(Method method) {
		StringBuilder text = new StringBuilder(method.getDeclaringClass().getName()).append('.')
			.append(method.getName())
			.append('(');
		for (Class<?> type : method.getParameterTypes()) {
			text.append((text.charAt(text.length() - 1) == '(') ? "" : ", ").append(type.getSimpleName());
		}
		return text.append(')').toString();
	}

}
