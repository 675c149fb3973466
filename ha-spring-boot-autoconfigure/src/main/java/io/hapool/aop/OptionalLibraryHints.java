package io.hapool.aop;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Lets native images find the classes by whose names we look whether a library is there.
 */
final class OptionalLibraryHints implements RuntimeHintsRegistrar {

	/** Of context-propagation, and of Kotlin's coroutines. */
	private static final List<String> SOUGHT = List.of("io.micrometer.context.ContextSnapshotFactory",
			ReturnStyles.COROUTINES_AS_MONO);

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		SOUGHT.forEach((name) -> hints.reflection().registerTypeIfPresent(classLoader, name));
	}

}
