package io.hapool.redis;

import java.io.Serial;

import org.springframework.data.redis.RedisSystemException;

/**
 * One of the commands failed that Spring Data Redis sends to several nodes of a cluster
 * in place of one, such as {@code RPOP} and {@code LPUSH} for {@code RPOPLPUSH}: those
 * before it are done.
 */
public final class PartlyDoneException extends RedisSystemException {

	@Serial
	private static final long serialVersionUID = 1;

	/**
	 * Creates the exception.
	 * @param method the method of Spring Data Redis
	 * @param cause what failed
	 */
	public PartlyDoneException(String method, Throwable cause) {
		super("A step of " + method
				+ ", whose keys are on several nodes of the cluster, failed; those before it are done", cause);
	}

}
