package io.hapool.pool;

import java.net.URI;

import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck;
import io.hapool.health.TcpConnect;
import org.jspecify.annotations.Nullable;

/**
 * How the endpoints of a pool are probed. Without a check, those that are URIs are probed
 * by a TCP connection while they are suspect, and only then.
 * <p>
 * With a quick look the checks decide: an endpoint that is doubted is looked at at once
 * and keeps its leases until that has said something; one that is isolated comes back,
 * without trials, when the isolation is over and the checks pass. Without, the checks are
 * one sign among others, and calls have the last word.
 * <p>
 * Two of these are the same if their checks are equal: a check that may be made anew for
 * a live change should say so.
 *
 * @param <T> the type of the targets
 * @param check the check that runs all the time, if there is one
 * @param rules how often, and how many verdicts count
 * @param quickLook how an endpoint that is doubted is looked at, if it is
 */
public record PoolCheck<T>(@Nullable HealthCheck<T> check, CheckRules rules, @Nullable QuickLook<T> quickLook) {

	/**
	 * Creates what has no quick look.
	 * @param check the check that runs all the time, if there is one
	 * @param rules how often, and how many verdicts count
	 */
	public PoolCheck(@Nullable HealthCheck<T> check, CheckRules rules) {
		this(check, rules, null);
	}

	/**
	 * Returns the probing of pools without a health check.
	 * @param <T> the type of the targets
	 * @return while suspect only
	 */
	public static <T> PoolCheck<T> whileSuspect() {
		return new PoolCheck<>(null, CheckRules.DEFAULT);
	}

	/**
	 * @return {@code null} if nothing probes the target
	 */
	@Nullable Probe<T> probe(T target) {
		if (check != null) {
			return new Probe<>(check, rules, true, quickLook);
		}
		return (target instanceof URI uri && TcpConnect.isPossible(uri)) ? new Probe<>(connect(), rules, false, null)
				: null;
	}

	/** Whether what the checks say decides. */
	boolean decides() {
		return check != null && quickLook != null;
	}

	@SuppressWarnings("unchecked") // it is asked for URIs only
	private static <T> HealthCheck<T> connect() {
		return (HealthCheck<T>) (HealthCheck<?>) TcpConnect.INSTANCE;
	}

}
