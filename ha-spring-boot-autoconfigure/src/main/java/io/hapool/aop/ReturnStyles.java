package io.hapool.aop;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Finds out how a method says what came of it, and refuses those that cannot be judged.
 */
final class ReturnStyles {

	static final String MONO = "reactor.core.publisher.Mono";

	static final String FLUX = "reactor.core.publisher.Flux";

	/** Their outcome is known later, and nothing here knows when. */
	private static final Set<String> UNKNOWN = Set.of("org.reactivestreams.Publisher",
			"java.util.concurrent.Flow$Publisher", "kotlinx.coroutines.flow.Flow", "kotlinx.coroutines.Deferred",
			"io.reactivex.rxjava3.core.SingleSource", "io.reactivex.rxjava3.core.CompletableSource",
			"io.reactivex.rxjava3.core.MaybeSource", "io.reactivex.rxjava3.core.ObservableSource");

	static final String COROUTINES_AS_MONO = "kotlinx.coroutines.reactor.MonoKt";

	private ReturnStyles() {
	}

	/** A generic type may be known in the target class alone. */
	static ReturnStyle of(Method method, Class<?> targetClass) {
		if (KotlinDetector.isSuspendingFunction(method)) {
			return ofSuspending(method);
		}
		Class<?> returned = ResolvableType.forMethodReturnType(method, targetClass).resolve(Object.class);
		if (returned == CompletableFuture.class || returned == CompletionStage.class) {
			return ReturnStyle.STAGE;
		}
		if (returned.getName().equals(MONO)) {
			return ReturnStyle.MONO;
		}
		if (returned.getName().equals(FLUX)) {
			return ReturnStyle.FLUX;
		}
		judgeable(method, returned);
		return ReturnStyle.PLAIN;
	}

	private static ReturnStyle ofSuspending(Method method) {
		if (!ClassUtils.isPresent(COROUTINES_AS_MONO, method.getDeclaringClass().getClassLoader())) {
			throw new InvalidHighlyAvailableMethodException(method,
					"it is a suspending function, for which Spring needs kotlinx-coroutines-reactor",
					"Add the dependency org.jetbrains.kotlinx:kotlinx-coroutines-reactor.");
		}
		int continuation = method.getParameterCount() - 1;
		ResolvableType returned = ResolvableType.forMethodParameter(method, continuation).getGeneric(0);
		judgeable(method, returned.resolve(Object.class));
		return ReturnStyle.MONO;
	}

	private static void judgeable(Method method, Class<?> returned) {
		if (Future.class.isAssignableFrom(returned) || CompletionStage.class.isAssignableFrom(returned)) {
			throw new InvalidHighlyAvailableMethodException(method,
					"it returns " + returned.getSimpleName() + ", which cannot stand for several attempts",
					"Return a CompletableFuture, a CompletionStage or the plain value.");
		}
		if (isUnknown(returned)) {
			throw new InvalidHighlyAvailableMethodException(method,
					"it returns " + returned.getSimpleName() + " before its outcome is known",
					"Return a Mono, a Flux, a CompletableFuture or the plain value; in Kotlin, write a suspending "
							+ "function that returns the plain value.");
		}
		if (BaseStream.class.isAssignableFrom(returned) || InputStream.class.isAssignableFrom(returned)) {
			throw new InvalidHighlyAvailableMethodException(method,
					"it returns " + returned.getSimpleName() + ", which is read after the lease has ended",
					"Read it inside the method and return a List, a byte[] or a value.");
		}
	}

	private static boolean isUnknown(Class<?> type) {
		if (UNKNOWN.contains(type.getName())) {
			return true;
		}
		for (Class<?> parent : type.getInterfaces()) {
			if (isUnknown(parent)) {
				return true;
			}
		}
		return type.getSuperclass() != null && isUnknown(type.getSuperclass());
	}

}
