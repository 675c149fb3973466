package io.hapool.pool;

import java.time.Duration;

import io.hapool.health.HealthCheck;

/**
 * A look at an endpoint at the moment that it is doubted: a call to it has failed, or
 * hangs. Asks the endpoint itself, as a ping does, so that its answer decides: an
 * endpoint that answers keeps its leases, and the call may be repeated there; one that
 * does not is isolated at once.
 *
 * @param <T> the type of the targets
 * @param check what asks; on a connection of its own, and able to run beside the health
 * check of the pool
 * @param timeout how long the answer may take, above zero; calls wait for it
 */
public record QuickLook<T>(HealthCheck<T> check, Duration timeout) {

	/**
	 * Checks the number.
	 */
	public QuickLook {
		Checks.positive("health-check.quick-timeout", timeout);
	}

}
