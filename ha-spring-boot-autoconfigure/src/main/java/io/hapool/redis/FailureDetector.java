package io.hapool.redis;

/**
 * Looks at the failures of commands and says when a database is to be isolated for them,
 * beside the rules of {@code ha.redis.isolation}.
 * <p>
 * Must be thread-safe and fast; called for each failure on the thread that met it.
 */
@FunctionalInterface
public interface FailureDetector {

	/**
	 * Takes note of a failure.
	 * @param database where
	 * @param failure what the command threw
	 * @return whether the database is to be isolated
	 */
	boolean isBroken(Database database, Throwable failure);

}
