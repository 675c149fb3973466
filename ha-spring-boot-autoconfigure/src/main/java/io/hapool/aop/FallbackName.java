package io.hapool.aop;

import org.jspecify.annotations.Nullable;

/**
 * What {@code fallbackMethod} says.
 *
 * @param text as it is written, placeholders resolved
 * @param bean whose method it is; {@code null}: the same class's
 * @param method the name of the method
 */
record FallbackName(String text, @Nullable String bean, String method) {

	private static final String BEAN_PREFIX = "@";

	/** Names of beans may have dots, names of methods have none. */
	static FallbackName parse(String text) {
		if (!text.startsWith(BEAN_PREFIX)) {
			return new FallbackName(text, null, text);
		}
		int dot = text.lastIndexOf('.');
		return (dot < 0) ? new FallbackName(text, text.substring(1), "")
				: new FallbackName(text, text.substring(1, dot), text.substring(dot + 1));
	}

	boolean isComplete() {
		return !method.isEmpty() && (bean == null || !bean.isEmpty());
	}

}
