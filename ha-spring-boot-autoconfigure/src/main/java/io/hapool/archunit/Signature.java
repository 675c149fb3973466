package io.hapool.archunit;

import java.util.List;
import java.util.Optional;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasParameterTypes;

/**
 * What a method has in common with those that override it.
 *
 * @param name its name
 * @param parameters the names of the types of its parameters
 */
record Signature(String name, List<String> parameters) {

	static <T extends HasName & HasParameterTypes> Signature of(T method) {
		return new Signature(method.getName(), method.getRawParameterTypes().stream().map(JavaClass::getName).toList());
	}

	Optional<JavaMethod> in(JavaClass type) {
		return type.tryGetMethod(name, parameters.toArray(String[]::new));
	}

}
