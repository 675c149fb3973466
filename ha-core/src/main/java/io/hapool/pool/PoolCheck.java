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
 * Two of these are the same if their checks are equal: a check that may be made anew for
 * a live change should say so.
 *
 * @param <T> the type of the targets
 * @param check the check that runs all the time, if there is one
 * @param rules how often, and how many verdicts count
 */
public record PoolCheck<T>(@Nullable HealthCheck<T> check, CheckRules rules) {

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
			return new Probe<>(check, rules, true);
		}
		return (target instanceof URI uri && TcpConnect.isPossible(uri)) ? new Probe<>(connect(), rules, false) : null;
	}

	@SuppressWarnings("unchecked") // it is asked for URIs only
	private static <T> HealthCheck<T> connect() {
		return (HealthCheck<T>) (HealthCheck<?>) TcpConnect.INSTANCE;
	}

}
