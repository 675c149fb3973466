package io.hapool.archunit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import io.hapool.annotation.HighlyAvailable;

/**
 * Which methods are highly available, as the advice reads it: by their own annotation,
 * that of a method they override, or that of their class, which stands for its public
 * methods.
 */
final class AnnotatedMethods {

	private AnnotatedMethods() {
	}

	/**
	 * Returns whether a method is annotated in a class or in one of its subclasses.
	 */
	static boolean include(JavaClass type, Signature signature) {
		return isAnnotatedIn(type, signature)
				|| type.getAllSubclasses().stream().anyMatch((subclass) -> isAnnotatedIn(subclass, signature));
	}

	private static boolean isAnnotatedIn(JavaClass type, Signature signature) {
		List<JavaClass> hierarchy = hierarchy(type);
		Optional<JavaMethod> method = hierarchy.stream()
			.flatMap((declaring) -> signature.in(declaring).stream())
			.findFirst();
		if (method.isEmpty() || isStatic(method.get()) || isOfObject(hierarchy, signature)) {
			return false;
		}
		return hierarchy.stream()
			.flatMap((declaring) -> signature.in(declaring).stream())
			.anyMatch(AnnotatedMethods::isAnnotated)
				|| (isPublic(method.get()) && hierarchy.stream().anyMatch(AnnotatedMethods::isAnnotated));
	}

	/** The class first, then what it inherits from. */
	private static List<JavaClass> hierarchy(JavaClass type) {
		List<JavaClass> hierarchy = new ArrayList<>();
		hierarchy.add(type);
		hierarchy.addAll(type.getAllRawSuperclasses());
		hierarchy.addAll(type.getAllRawInterfaces());
		return hierarchy;
	}

	private static boolean isOfObject(List<JavaClass> hierarchy, Signature signature) {
		return hierarchy.stream()
			.filter((type) -> type.isEquivalentTo(Object.class))
			.anyMatch((type) -> signature.in(type).isPresent());
	}

	private static boolean isAnnotated(CanBeAnnotated element) {
		return element.isAnnotatedWith(HighlyAvailable.class) || element.isMetaAnnotatedWith(HighlyAvailable.class);
	}

	private static boolean isStatic(JavaMethod method) {
		return method.getModifiers().contains(JavaModifier.STATIC);
	}

	private static boolean isPublic(JavaMethod method) {
		return method.getModifiers().contains(JavaModifier.PUBLIC);
	}

}
