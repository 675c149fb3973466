package io.hapool.time;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The executor of background tasks: a virtual thread for each where the JVM has them (21
 * and later), else daemon threads that are kept for ten idle seconds.
 */
final class Workers {

	private static final @Nullable MethodHandle VIRTUAL = virtualThreads();

	private Workers() {
	}

	static ExecutorService create() {
		return (VIRTUAL != null) ? virtual(VIRTUAL) : platform();
	}

	private static ExecutorService platform() {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new NamedThreads("ha-worker"));
	}

	private static ExecutorService virtual(MethodHandle factory) {
		try {
			return (ExecutorService) factory.invoke();
		}
		catch (Throwable ex) {
			throw new IllegalStateException("Virtual threads are there but cannot be had", ex);
		}
	}

	private static @Nullable MethodHandle virtualThreads() {
		try {
			return MethodHandles.publicLookup()
				.findStatic(Executors.class, "newVirtualThreadPerTaskExecutor",
						MethodType.methodType(ExecutorService.class));
		}
		catch (NoSuchMethodException | IllegalAccessException ex) {
			return null;
		}
	}

}
