package io.hapool.aop;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;

import io.hapool.annotation.HighlyAvailable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Tells the few types that have our annotations anywhere from the hundreds of an
 * application that have not, so that only the few are read with all the rules of Spring's
 * annotations. Looks at each class and interface once, however many beans inherit from
 * it.
 */
final class AnnotatedTypes {

	/** Says nothing of what a type inherits. */
	private static final ClassValue<Boolean> ITSELF = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			try {
				return isAnnotated(type);
			}
			catch (RuntimeException | LinkageError ex) {
				return true; // something of it is not on the class path: Spring knows how
								// to read the rest
			}
		}

	};

	private static final ClassValue<Boolean> WITH_INHERITED = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return ITSELF.get(type) || inherits(type);
		}

	};

	private static final ClassValue<Boolean> COMPOSED = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> annotation) {
			return AnnotatedElementUtils.isAnnotated(annotation, HighlyAvailable.class);
		}

	};

	private AnnotatedTypes() {
	}

	/**
	 * Whether the type, a superclass or an interface of it has the annotation or one that
	 * has it, or so has one of their methods, or a parameter is to get the lease.
	 */
	static boolean include(Class<?> type) {
		return !type.getName().startsWith("java.") && WITH_INHERITED.get(type);
	}

	private static boolean inherits(Class<?> type) {
		if (type.getSuperclass() != null && include(type.getSuperclass())) {
			return true;
		}
		for (Class<?> declared : type.getInterfaces()) {
			if (include(declared)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isAnnotated(Class<?> type) {
		if (hasAnnotation(type)) {
			return true;
		}
		for (Method method : ReflectionUtils.getDeclaredMethods(type)) {
			if (hasAnnotation(method) || LeasedParameters.exist(method)) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasAnnotation(AnnotatedElement element) {
		for (Annotation annotation : element.getDeclaredAnnotations()) {
			Class<?> type = annotation.annotationType();
			if (type == HighlyAvailable.class || COMPOSED.get(type)) {
				return true;
			}
		}
		return false;
	}

}
