package io.hapool.call;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes what the engine draws by chance repeatable, on this thread: its
 * {@link ThreadLocalRandom} has no door for a seed, so this one goes through the wall. On
 * a JVM where that cannot be, a seed repeats the world of a simulation and not the
 * engine's draws.
 */
final class EngineChance {

	private EngineChance() {
	}

	static void seed(long seed) {
		ThreadLocalRandom.current();
		try {
			Class<?> type = Class.forName("sun.misc.Unsafe");
			Field instance = type.getDeclaredField("theUnsafe");
			instance.setAccessible(true);
			Object unsafe = instance.get(null);
			Field field = Thread.class.getDeclaredField("threadLocalRandomSeed");
			Object offset = type.getMethod("objectFieldOffset", Field.class).invoke(unsafe, field);
			Method write = type.getMethod("putLong", Object.class, long.class, long.class);
			write.invoke(unsafe, Thread.currentThread(), offset, seed);
		}
		catch (ReflectiveOperationException | RuntimeException expected) {
			// then the engine draws as it likes
		}
	}

}
