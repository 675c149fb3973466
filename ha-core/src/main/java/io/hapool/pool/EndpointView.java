package io.hapool.pool;

import java.time.Duration;

/**
 * An endpoint as policies see it, at this moment: reading twice may give two answers.
 *
 * @param <T> the type of the target
 */
public interface EndpointView<T> {

	/**
	 * Returns the endpoint.
	 * @return identity and target
	 */
	Endpoint<T> endpoint();

	/**
	 * Returns what an operator has said of it.
	 * @return the admin state
	 */
	AdminState admin();

	/**
	 * Returns what its outcomes say of it.
	 * @return the health state
	 */
	HealthState health();

	/**
	 * Returns how often its history has begun anew: when it was isolated and when it was
	 * restored.
	 * @return a number that never falls
	 */
	int generation();

	/**
	 * Returns how many failures were booked since the last success.
	 * @return the count, within this generation
	 */
	int consecutiveFailures();

	/**
	 * Returns how many successes were booked, ever.
	 * @return the count
	 */
	long successes();

	/**
	 * Returns how many failures were booked, ever.
	 * @return the count
	 */
	long failures();

	/**
	 * Returns its score, as {@link ScorePolicy} says.
	 * @return the score, from 0 to the initial one
	 */
	int score();

	/**
	 * Returns how many of its leases are open.
	 * @return the count
	 */
	int openLeases();

	/**
	 * Returns how long its successful leases took lately.
	 * @return a decaying mean over a sample; zero before the first
	 */
	Duration meanLatency();

}
