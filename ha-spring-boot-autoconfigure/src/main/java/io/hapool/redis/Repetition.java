package io.hapool.redis;

/**
 * What happens if a command is carried out twice, since nobody knew whether it was
 * carried out the first time.
 */
public enum Repetition {

	/** Nothing: it reads. */
	READ,

	/** Nothing: it leaves the same behind however often it runs. */
	HARMLESS,

	/**
	 * Something: a counter counts twice. It is repeated only if it was surely not carried
	 * out, or {@code ha.redis.retry-unknown} is {@code always}.
	 */
	HARMFUL

}
