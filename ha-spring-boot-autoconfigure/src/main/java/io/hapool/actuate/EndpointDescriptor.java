package io.hapool.actuate;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.hapool.pool.AdminState;
import io.hapool.pool.Credentials;
import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.Explanation;
import io.hapool.pool.HealthState;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint, as {@code /actuator/ha} shows it. Free of credentials.
 *
 * @param id its identity
 * @param target what it stands for
 * @param state what counts: its health, PINNED before it if it is; or that an operator
 * has taken it out, DRAINING or MAINTENANCE
 * @param selectable whether leases are granted without further conditions
 * @param admin what an operator said of it
 * @param health what its outcomes say of it, whatever the operator says
 * @param since when it came into this state
 * @param reason why
 * @param isolationEndsIn how long its isolation still lasts, if it is isolated
 * @param lastFailure its last failure, if it ever failed
 * @param counts what was booked on it
 * @param generation how often its history began anew
 * @param tier its rank
 * @param weight its share within its tier
 * @param zone where it is, if known
 * @param metadata what else is known of it
 * @param selection why leases go to it first, last or not at all
 * @param checks what its health checks said, if it has any
 */
public record EndpointDescriptor(String id, String target, String state, boolean selectable, AdminState admin,
		HealthState health, Instant since, String reason, @Nullable Duration isolationEndsIn,
		@Nullable FailureDescriptor lastFailure, EndpointSnapshot.Counts counts, int generation, int tier,
		double weight, @Nullable String zone, Map<String, String> metadata, @Nullable String selection,
		@Nullable ChecksDescriptor checks) {

	/**
	 * A failure of an endpoint.
	 *
	 * @param at when
	 * @param outcome how it was classified
	 * @param description type and message
	 */
	public record FailureDescriptor(Instant at, String outcome, String description) {

		static FailureDescriptor of(EndpointSnapshot.Failure failure) {
			return new FailureDescriptor(failure.at(), failure.outcome().name(), failure.description());
		}

	}

	/**
	 * What the health checks of an endpoint said.
	 *
	 * @param up how many ever said UP
	 * @param down how many ever said DOWN
	 * @param unknown how many ever could not tell
	 * @param upShare which share of those remembered said UP, such as {@code 99.5%}
	 * @param lastFailure why the last one that gave a reason did not say UP
	 * @param latest the latest ones, newest first
	 */
	public record ChecksDescriptor(long up, long down, long unknown, @Nullable String upShare,
			@Nullable String lastFailure, List<EndpointSnapshot.Checked> latest) {

		static ChecksDescriptor of(EndpointSnapshot.Checks checks) {
			return new ChecksDescriptor(checks.up(), checks.down(), checks.unknown(),
					(checks.upShare() != null) ? checks.upShare().toString() : null, checks.lastFailure(),
					checks.latest());
		}

	}

	/**
	 * @param explanation of its pool
	 */
	static EndpointDescriptor of(EndpointSnapshot<?> snapshot, Explanation explanation) {
		Endpoint<?> endpoint = snapshot.endpoint();
		FailureDescriptor lastFailure = (snapshot.lastFailure() != null) ? FailureDescriptor.of(snapshot.lastFailure())
				: null;
		return new EndpointDescriptor(endpoint.id(), target(endpoint), snapshot.status().toString(),
				snapshot.status().isSelectable(), snapshot.status().admin(), snapshot.status().health(),
				snapshot.history().since(), snapshot.history().reason(), snapshot.isolationEnds(), lastFailure,
				snapshot.counts(), snapshot.generation(), endpoint.tier(), endpoint.weight(),
				endpoint.zone().orElse(null), endpoint.metadata(), explanation.reasons().get(endpoint.id()),
				(snapshot.checks() != null) ? ChecksDescriptor.of(snapshot.checks()) : null);
	}

	/**
	 * The text of a URI; of other types the name alone, for their texts may hold
	 * anything.
	 */
	private static String target(Endpoint<?> endpoint) {
		Object target = endpoint.target();
		boolean readable = target instanceof URI || target instanceof CharSequence;
		return readable ? Credentials.mask(target.toString()) : target.getClass().getName();
	}

}
