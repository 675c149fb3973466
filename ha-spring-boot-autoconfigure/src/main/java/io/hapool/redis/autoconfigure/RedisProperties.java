package io.hapool.redis.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.hapool.pool.autoconfigure.PoolProperties.Isolation;
import io.hapool.pool.autoconfigure.PoolProperties.Ssl;
import io.hapool.redis.InitialHealth;
import io.hapool.redis.ProbePolicy;
import io.hapool.redis.RetryUnknown;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Several Redis databases as one.
 *
 * @param databases the databases by name: all that spring.data.redis has for each, and
 * its weight
 * @param initialHealth how many databases must be healthy when the application starts
 * @param healthCheck how the health of each database is checked
 * @param isolation when a database is isolated, and for how long
 * @param failover what happens while no database is available
 * @param failback when a database of more weight is selected again
 * @param commandTimeout how long a command may take at a database that names no timeout
 * @param retryUnknown which commands are repeated when nobody knows what became of them
 */
@ConfigurationProperties("ha.redis")
public record RedisProperties(@DefaultValue Map<String, RedisDatabaseProperties> databases,
		@DefaultValue("majority") InitialHealth initialHealth, @Nullable HealthCheck healthCheck,
		@NestedConfigurationProperty @Nullable Isolation isolation, @Nullable Failover failover,
		@Nullable Failback failback, @DefaultValue("1s") Duration commandTimeout,
		@DefaultValue("idempotent") RetryUnknown retryUnknown) {

	/**
	 * How the health of a database is checked.
	 *
	 * @param type what is asked: ping, echo, lag-aware, none, or the name of a
	 * HealthCheck bean
	 * @param policy how many of the probes must succeed
	 * @param probes how many probes a check has
	 * @param delay from one probe to the next
	 * @param timeout how long each probe may take
	 * @param firstTimeout how long the first probe of a database may take when the
	 * application starts
	 * @param interval from check to check
	 * @param quickTimeout how long a database has to answer a ping when a command to it
	 * has failed or hangs
	 * @param lagAware how the cluster of a database is asked, if the type is lag-aware
	 */
	public record HealthCheck(@Nullable String type, @Nullable ProbePolicy policy, @Nullable Integer probes,
			@Nullable Duration delay, @Nullable Duration timeout, @Nullable Duration firstTimeout,
			@Nullable Duration interval, @Nullable Duration quickTimeout, @Nullable LagAware lagAware) {

		static final HealthCheck EMPTY = new HealthCheck(null, null, null, null, null, null, null, null, null);

		HealthCheck or(HealthCheck inherited) {
			return new HealthCheck(either(type, inherited.type), either(policy, inherited.policy),
					either(probes, inherited.probes), either(delay, inherited.delay),
					either(timeout, inherited.timeout), either(firstTimeout, inherited.firstTimeout),
					either(interval, inherited.interval), either(quickTimeout, inherited.quickTimeout),
					(lagAware != null) ? lagAware.or(inherited.lagAware) : inherited.lagAware);
		}

	}

	/**
	 * How the REST API of a Redis Enterprise cluster is asked whether a database of it is
	 * available and does not lag behind.
	 *
	 * @param url where the API is; by default port 9443 of the database's host, by HTTPS
	 * @param username who asks, by basic authentication
	 * @param password the password of who asks
	 * @param tolerance how far the database may lag behind
	 * @param ssl what is trusted
	 */
	public record LagAware(@Nullable String url, @Nullable String username, @Nullable String password,
			@Nullable Duration tolerance, @NestedConfigurationProperty @Nullable Ssl ssl) {

		static final LagAware EMPTY = new LagAware(null, null, null, null, null);

		LagAware or(@Nullable LagAware inherited) {
			return (inherited == null) ? this
					: new LagAware(either(url, inherited.url), either(username, inherited.username),
							either(password, inherited.password), either(tolerance, inherited.tolerance),
							either(ssl, inherited.ssl));
		}

		/** Without the password. */
		@Override
		public String toString() {
			return "lag-aware";
		}

	}

	/**
	 * What happens while no database is available.
	 *
	 * @param maxAttempts how often they are looked for before commands fail as
	 * permanently unavailable
	 * @param delay from attempt to attempt
	 * @param onAuthenticationError whether refused credentials are a failure of the
	 * database, from which commands move on; else they are an error of the caller
	 */
	public record Failover(@Nullable Integer maxAttempts, @Nullable Duration delay,
			@DefaultValue("false") boolean onAuthenticationError) {
	}

	/**
	 * When a database of more weight is selected again.
	 *
	 * @param enabled whether that happens by itself
	 * @param grace for how long a database that failed must have been healthy
	 * @param interval how often that is looked at
	 */
	public record Failback(@DefaultValue("true") boolean enabled, @Nullable Duration grace,
			@Nullable Duration interval) {
	}

	static <V> @Nullable V either(@Nullable V own, @Nullable V inherited) {
		return (own != null) ? own : inherited;
	}

	static <V> V orElse(@Nullable V value, V otherwise) {
		return (value != null) ? value : otherwise;
	}

}
