package io.hapool.redis;

import org.jspecify.annotations.Nullable;

/**
 * One try of a command on one database.
 *
 * @param <R> what it returns
 */
@FunctionalInterface
public interface DatabaseCommand<R extends @Nullable Object> {

	/**
	 * Carries out the command. What it throws reaches the caller as it is, unless the
	 * command is repeated elsewhere.
	 * @param database where
	 * @return the answer
	 */
	R on(Database database);

}
