package io.hapool.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;

/**
 * What a method returns, and whether a fallback may return it instead.
 *
 * @param declared its type
 * @param value the type of the value that it gives at once or later
 * @param wrapper the class that gives the value later, or {@code null}
 */
record ReturnTypes(ResolvableType declared, ResolvableType value, @Nullable String wrapper) {

	private static final Set<String> WRAPPERS = Set.of(CompletionStage.class.getName(), ReturnStyles.MONO,
			ReturnStyles.FLUX);

	private static final Set<String> NOTHING = Set.of("void", "java.lang.Void", "kotlin.Unit");

	/**
	 * How a fallback gives the value.
	 */
	enum Form {

		/** At once. */
		PLAIN,

		/** As the annotated method does; a suspending one as a {@code Mono}. */
		WRAPPED

	}

	/**
	 * @param type whose method it is
	 */
	static ReturnTypes of(Method method, Class<?> type) {
		if (KotlinDetector.isSuspendingFunction(method)) {
			ResolvableType value = awaited(method, type);
			return new ReturnTypes(value, value, ReturnStyles.MONO);
		}
		ResolvableType declared = ResolvableType.forMethodReturnType(method, type);
		ResolvableType wrapper = wrapper(declared);
		return (wrapper == ResolvableType.NONE) ? new ReturnTypes(declared, declared, null)
				: new ReturnTypes(declared, generic(wrapper), wrapper.toClass().getName());
	}

	/**
	 * Returns how a fallback of these types would give what this method gives, or
	 * {@code null} if it cannot.
	 */
	@Nullable Form fit(ReturnTypes fallback) {
		if (fallback.wrapper == null) {
			return isAssignable(value, fallback.value) ? Form.PLAIN : null;
		}
		boolean wrapped = fallback.wrapper.equals(wrapper) && isAssignable(value, fallback.value)
				&& (isSuspending() || declared.toClass().isAssignableFrom(fallback.declared.toClass()));
		return wrapped ? Form.WRAPPED : null;
	}

	/** What a proxy sees of it is a {@code Mono}, whatever it declares. */
	private boolean isSuspending() {
		return wrapper != null && declared == value;
	}

	private static boolean isAssignable(ResolvableType wanted, ResolvableType given) {
		if (isNothing(wanted) || isNothing(given)) {
			return isNothing(wanted) && isNothing(given);
		}
		return wanted.isAssignableFrom(given);
	}

	private static boolean isNothing(ResolvableType type) {
		return NOTHING.contains(type.toClass().getName());
	}

	/** {@code Continuation<? super T>} is the last parameter. */
	private static ResolvableType awaited(Method method, Class<?> type) {
		int last = method.getParameterCount() - 1;
		ResolvableType continuation = ResolvableType.forMethodParameter(method, last, type);
		Type argument = continuation.getGeneric(0).getType();
		if (argument instanceof WildcardType wildcard && wildcard.getLowerBounds().length > 0) {
			return ResolvableType.forType(wildcard.getLowerBounds()[0], continuation);
		}
		return generic(continuation);
	}

	private static ResolvableType generic(ResolvableType type) {
		ResolvableType generic = type.getGeneric(0);
		return (generic == ResolvableType.NONE) ? ResolvableType.forClass(Object.class) : generic;
	}

	/** By name, for most applications have no Reactor. */
	private static ResolvableType wrapper(ResolvableType type) {
		if (type == ResolvableType.NONE || WRAPPERS.contains(type.toClass().getName())) {
			return type;
		}
		for (ResolvableType parent : type.getInterfaces()) {
			ResolvableType found = wrapper(parent);
			if (found != ResolvableType.NONE) {
				return found;
			}
		}
		return wrapper(type.getSuperType());
	}

}
