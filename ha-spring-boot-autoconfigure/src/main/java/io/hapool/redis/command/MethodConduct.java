package io.hapool.redis.command;

import org.jspecify.annotations.Nullable;

/**
 * How the command behaves that a method of Spring Data Redis sends.
 */
@FunctionalInterface
public interface MethodConduct {

	/**
	 * Returns how it behaves.
	 * @param arguments of the method; of a method that takes a publisher of commands: one
	 * of these
	 * @return the same for the same arguments
	 */
	Conduct with(@Nullable Object... arguments);

}
