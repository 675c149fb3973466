package io.hapool.pool;

import java.net.URI;

import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck;
import io.hapool.health.TcpConnect;
import org.jspecify.annotations.Nullable;

/**
 * How the endpoints of a pool are probed. Without a check, those that are URIs are probed
 * by a TCP connection while they are suspect, and only then.
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

	boolean isPeriodic() {
		return check != null;
	}

	@SuppressWarnings("unchecked") // it is asked for URIs only
	@Nullable HealthCheck<T> checkFor(T target) {
		if (check != null) {
			return check;
		}
		boolean connects = target instanceof URI uri && TcpConnect.isPossible(uri);
		return connects ? (HealthCheck<T>) (HealthCheck<?>) TcpConnect.INSTANCE : null;
	}

}
