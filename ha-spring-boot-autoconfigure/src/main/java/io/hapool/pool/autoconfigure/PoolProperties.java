package io.hapool.pool.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.hapool.pool.Ratio;
import io.hapool.pool.WhenExhausted;
import org.jspecify.annotations.Nullable;

/**
 * One pool, or what pools inherit. What is absent is inherited.
 *
 * @param endpoints the endpoints: a URI each, or uri, id, tier, weight, zone, metadata
 * @param selection how an endpoint is selected: fastest, sticky, score, weighted,
 * round-robin, random, least-leased, or the name of a SelectionPolicy bean
 * @param preferZone whether endpoints of the own zone come first within a tier
 * @param idempotent whether repeating a call does no harm
 * @param timeout limit of the whole call
 * @param attemptTimeout limit of each attempt
 * @param interrupt whether the thread of a blocking attempt is interrupted when the limit
 * is reached or the endpoint is found hung
 * @param retry how often and how soon a call moves on
 * @param isolation when an endpoint is isolated, and for how long
 * @param probation what restores an isolated endpoint, and how
 * @param score how scores move; for the selection "score"
 * @param whenExhausted what happens when all endpoints are isolated
 * @param limits how many leases there may be, and for how long
 * @param file endpoints from a file that is watched
 * @param dns endpoints from DNS
 * @param http endpoints from a list that an HTTP server has
 * @param sources names of EndpointSource beans that tell of endpoints
 * @param healthCheck how endpoints are checked
 * @param ssl how health checks over TLS trust and identify
 * @param health what the pool's part of the application's health says
 */
public record PoolProperties(@Nullable List<EndpointProperties> endpoints, @Nullable String selection,
		@Nullable Boolean preferZone, @Nullable Boolean idempotent, @Nullable Duration timeout,
		@Nullable Duration attemptTimeout, @Nullable Boolean interrupt, @Nullable Retry retry,
		@Nullable Isolation isolation, @Nullable Probation probation, @Nullable Score score,
		@Nullable WhenExhausted whenExhausted, @Nullable Limits limits, @Nullable FileList file, @Nullable Dns dns,
		@Nullable HttpList http, @Nullable List<String> sources, @Nullable HealthCheck healthCheck, @Nullable Ssl ssl,
		@Nullable Health health) {

	/** Nothing said. */
	static final PoolProperties EMPTY = new PoolProperties(null, null, null, null, null, null, null, null, null, null,
			null, null, null, null, null, null, null, null, null, null);

	/**
	 * Returns what a pool has in the end.
	 * @param inherited what holds where nothing is said here
	 */
	PoolProperties or(PoolProperties inherited) {
		return new PoolProperties(either(endpoints, inherited.endpoints), either(selection, inherited.selection),
				either(preferZone, inherited.preferZone), either(idempotent, inherited.idempotent),
				either(timeout, inherited.timeout), either(attemptTimeout, inherited.attemptTimeout),
				either(interrupt, inherited.interrupt), orElse(retry, Retry.EMPTY).or(inherited.retry),
				orElse(isolation, Isolation.EMPTY).or(inherited.isolation),
				orElse(probation, Probation.EMPTY).or(inherited.probation),
				orElse(score, Score.EMPTY).or(inherited.score), either(whenExhausted, inherited.whenExhausted),
				orElse(limits, Limits.EMPTY).or(inherited.limits), orElse(file, FileList.EMPTY).or(inherited.file),
				orElse(dns, Dns.EMPTY).or(inherited.dns), orElse(http, HttpList.EMPTY).or(inherited.http),
				either(sources, inherited.sources), orElse(healthCheck, HealthCheck.EMPTY).or(inherited.healthCheck),
				orElse(ssl, Ssl.EMPTY).or(inherited.ssl), orElse(health, Health.EMPTY).or(inherited.health));
	}

	static <V> V orElse(@Nullable V value, V otherwise) {
		return (value != null) ? value : otherwise;
	}

	static <V> @Nullable V either(@Nullable V own, @Nullable V inherited) {
		return (own != null) ? own : inherited;
	}

	/**
	 * How often and how soon a call moves on.
	 *
	 * @param maxAttempts how many attempts a call may have; 0: each endpoint once
	 * @param backoff longest wait before the second pass over the endpoints
	 * @param maxBackoff longest wait of all
	 * @param budget retries per call over the whole pool, such as 20%; a call's first
	 * failover is exempt
	 * @param minRetriesPerSecond retries a second beside the budget
	 */
	public record Retry(@Nullable Integer maxAttempts, @Nullable Duration backoff, @Nullable Duration maxBackoff,
			@Nullable Ratio budget, @Nullable Integer minRetriesPerSecond) {

		static final Retry EMPTY = new Retry(null, null, null, null, null);

		Retry or(@Nullable Retry inherited) {
			return (inherited == null) ? this
					: new Retry(either(maxAttempts, inherited.maxAttempts), either(backoff, inherited.backoff),
							either(maxBackoff, inherited.maxBackoff), either(budget, inherited.budget),
							either(minRetriesPerSecond, inherited.minRetriesPerSecond));
		}

	}

	/**
	 * When an endpoint is isolated, and for how long.
	 *
	 * @param consecutiveFailures how many failures in a row isolate
	 * @param failureRate which share of failures within the window isolates, such as 50%
	 * @param minCalls how many calls there must be within the window for the failure rate
	 * to count
	 * @param minFailures how many failures there must be within the window for the
	 * failure rate to count
	 * @param window how far back the failure rate looks
	 * @param stuckAfter how long calls may hang before the endpoint is taken for hung;
	 * four times the usual latency if that is longer
	 * @param duration length of the first isolation
	 * @param maxDuration length of the longest isolation
	 * @param maxIsolated which share of the endpoints may be isolated for failures that
	 * do not prove them dead; one always may, the last usable one only with 100%
	 */
	public record Isolation(@Nullable Integer consecutiveFailures, @Nullable Ratio failureRate,
			@Nullable Integer minCalls, @Nullable Integer minFailures, @Nullable Duration window,
			@Nullable Duration stuckAfter, @Nullable Duration duration, @Nullable Duration maxDuration,
			@Nullable Ratio maxIsolated) {

		static final Isolation EMPTY = new Isolation(null, null, null, null, null, null, null, null, null);

		Isolation or(@Nullable Isolation inherited) {
			return (inherited == null) ? this
					: new Isolation(either(consecutiveFailures, inherited.consecutiveFailures),
							either(failureRate, inherited.failureRate), either(minCalls, inherited.minCalls),
							either(minFailures, inherited.minFailures), either(window, inherited.window),
							either(stuckAfter, inherited.stuckAfter), either(duration, inherited.duration),
							either(maxDuration, inherited.maxDuration), either(maxIsolated, inherited.maxIsolated));
		}

	}

	/**
	 * What restores an isolated endpoint, and how.
	 *
	 * @param trialLeases how many trials in a row must succeed
	 * @param rampUp how long a restored endpoint takes to its full share
	 */
	public record Probation(@Nullable Integer trialLeases, @Nullable Duration rampUp) {

		static final Probation EMPTY = new Probation(null, null);

		Probation or(@Nullable Probation inherited) {
			return (inherited == null) ? this
					: new Probation(either(trialLeases, inherited.trialLeases), either(rampUp, inherited.rampUp));
		}

	}

	/**
	 * How scores move.
	 *
	 * @param initial score at the start and after a restore; also the highest
	 * @param success added by a success
	 * @param failure taken by a failure
	 */
	public record Score(@Nullable Integer initial, @Nullable Integer success, @Nullable Integer failure) {

		static final Score EMPTY = new Score(null, null, null);

		Score or(@Nullable Score inherited) {
			return (inherited == null) ? this : new Score(either(initial, inherited.initial),
					either(success, inherited.success), either(failure, inherited.failure));
		}

	}

	/**
	 * How many leases there may be, and for how long.
	 *
	 * @param leasesPerEndpoint how many leases of an endpoint may be open at once; 0: as
	 * many as there are
	 * @param queue how many calls may wait for a lease when all endpoints have as many as
	 * they may; 0: none waits
	 * @param queueTimeout how long a call waits there
	 * @param maxLeaseAge after which a lease that its caller ends by hand counts as
	 * leaked
	 */
	public record Limits(@Nullable Integer leasesPerEndpoint, @Nullable Integer queue, @Nullable Duration queueTimeout,
			@Nullable Duration maxLeaseAge) {

		static final Limits EMPTY = new Limits(null, null, null, null);

		Limits or(@Nullable Limits inherited) {
			return (inherited == null) ? this
					: new Limits(either(leasesPerEndpoint, inherited.leasesPerEndpoint), either(queue, inherited.queue),
							either(queueTimeout, inherited.queueTimeout), either(maxLeaseAge, inherited.maxLeaseAge));
		}

	}

	/**
	 * Endpoints from a file that is watched.
	 *
	 * @param location where it is, such as file:endpoints.yml
	 * @param interval how often it is looked at
	 */
	public record FileList(@Nullable String location, @Nullable Duration interval) {

		static final FileList EMPTY = new FileList(null, null);

		FileList or(@Nullable FileList inherited) {
			return (inherited == null) ? this
					: new FileList(either(location, inherited.location), either(interval, inherited.interval));
		}

	}

	/**
	 * Endpoints from DNS.
	 *
	 * @param name what is looked up, such as billing.internal
	 * @param type which records: addresses (A and AAAA), or SRV, which tell ports too
	 * @param port of each address; SRV records have their own
	 * @param scheme of the URI of each endpoint
	 * @param server which name server is asked, such as 10.0.0.53 or 10.0.0.53:5353; the
	 * system's if absent
	 * @param interval how often it is asked
	 */
	public record Dns(@Nullable String name, @Nullable Type type, @Nullable Integer port, @Nullable String scheme,
			@Nullable String server, @Nullable Duration interval) {

		static final Dns EMPTY = new Dns(null, null, null, null, null, null);

		Dns or(@Nullable Dns inherited) {
			return (inherited == null) ? this
					: new Dns(either(name, inherited.name), either(type, inherited.type), either(port, inherited.port),
							either(scheme, inherited.scheme), either(server, inherited.server),
							either(interval, inherited.interval));
		}

		/**
		 * Which records are looked up.
		 */
		public enum Type {

			/** A and AAAA. */
			ADDRESS,

			/** SRV. */
			SRV

		}

	}

	/**
	 * Endpoints from a list that an HTTP server has.
	 *
	 * @param url where it is
	 * @param interval how often it is asked for
	 * @param timeout how long the answer may take
	 */
	public record HttpList(@Nullable String url, @Nullable Duration interval, @Nullable Duration timeout) {

		static final HttpList EMPTY = new HttpList(null, null, null);

		HttpList or(@Nullable HttpList inherited) {
			return (inherited == null) ? this : new HttpList(either(url, inherited.url),
					either(interval, inherited.interval), either(timeout, inherited.timeout));
		}

	}

	/**
	 * How endpoints are checked.
	 *
	 * @param type none, http, tcp, dns, script, ping, or the name of a HealthCheck bean
	 * @param path what is asked for, by http
	 * @param status which answers are good, by http, such as 2xx or 200-299,404
	 * @param headers what is sent along, by http
	 * @param port where the check goes; 0: the port of the endpoint
	 * @param query which name is looked up, by dns
	 * @param command what is run, by script; {host}, {port} and {uri} are replaced
	 * @param interval from check to check
	 * @param suspectInterval from check to check while the endpoint is suspect
	 * @param timeout how long a check may take
	 * @param retries how often a check that fails is repeated before it counts
	 * @param retryDelay how long to wait before each repetition
	 * @param rise how many checks in a row must pass
	 * @param fall how many checks in a row must fail
	 * @param history how many results are kept for each endpoint
	 */
	public record HealthCheck(@Nullable String type, @Nullable String path, @Nullable List<String> status,
			@Nullable Map<String, String> headers, @Nullable Integer port, @Nullable String query,
			@Nullable List<String> command, @Nullable Duration interval, @Nullable Duration suspectInterval,
			@Nullable Duration timeout, @Nullable Integer retries, @Nullable Duration retryDelay,
			@Nullable Integer rise, @Nullable Integer fall, @Nullable Integer history) {

		static final HealthCheck EMPTY = new HealthCheck(null, null, null, null, null, null, null, null, null, null,
				null, null, null, null, null);

		HealthCheck or(@Nullable HealthCheck inherited) {
			return (inherited == null) ? this : new HealthCheck(either(type, inherited.type),
					either(path, inherited.path), either(status, inherited.status), either(headers, inherited.headers),
					either(port, inherited.port), either(query, inherited.query), either(command, inherited.command),
					either(interval, inherited.interval), either(suspectInterval, inherited.suspectInterval),
					either(timeout, inherited.timeout), either(retries, inherited.retries),
					either(retryDelay, inherited.retryDelay), either(rise, inherited.rise),
					either(fall, inherited.fall), either(history, inherited.history));
		}

	}

	/**
	 * How TLS trusts and identifies.
	 *
	 * @param bundle the name of an SSL bundle
	 */
	public record Ssl(@Nullable String bundle) {

		static final Ssl EMPTY = new Ssl(null);

		Ssl or(@Nullable Ssl inherited) {
			return (inherited == null) ? this : new Ssl(either(bundle, inherited.bundle));
		}

	}

	/**
	 * What the pool's part of the application's health says.
	 *
	 * @param downWhen when it is down
	 */
	public record Health(@Nullable DownWhen downWhen) {

		static final Health EMPTY = new Health(null);

		Health or(@Nullable Health inherited) {
			return (inherited == null) ? this : new Health(either(downWhen, inherited.downWhen));
		}

		/**
		 * When a pool is down.
		 */
		public enum DownWhen {

			/** Never. */
			NEVER,

			/** When half of its endpoints or more are not available. */
			MAJORITY_UNAVAILABLE,

			/** When none of its endpoints is available. */
			ALL

		}

	}

}
