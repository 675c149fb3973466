package io.hapool.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.hapool.health.HealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of an endpoint at one moment, for people and their tools. Its texts
 * are free of credentials; {@code endpoint().target()} is not.
 *
 * @param <T> the type of the target
 * @param endpoint identity and target
 * @param alias a short form of the id for paths and metric tags, unique in the pool:
 * letters, digits, dots, underscores and dashes
 * @param status admin and health state
 * @param generation how often its history began anew
 * @param history when and why it came into this state
 * @param counts what was booked on it
 * @param isolationEnds how long its isolation still lasts; zero: a trial is due;
 * {@code null}: it is not isolated
 * @param lastFailure its last failure, if it ever failed
 * @param checks what its checks said; {@code null} if it has not been checked
 */
public record EndpointSnapshot<T>(Endpoint<T> endpoint, String alias, EndpointStatus status, int generation,
		Change history, Counts counts, @Nullable Duration isolationEnds, @Nullable Failure lastFailure,
		@Nullable Checks checks) {

	/**
	 * How an endpoint came into its state.
	 *
	 * @param since when, by the wall clock
	 * @param reason why
	 */
	public record Change(Instant since, String reason) {
	}

	/**
	 * What was booked on an endpoint.
	 *
	 * @param successes ever
	 * @param failures ever
	 * @param consecutiveFailures since the last success
	 * @param score as {@link ScorePolicy} says
	 * @param openLeases at this moment
	 */
	public record Counts(long successes, long failures, int consecutiveFailures, int score, int openLeases) {
	}

	/**
	 * A failure of an endpoint.
	 *
	 * @param at when, by the wall clock
	 * @param outcome how it was classified
	 * @param throwable what was thrown, free of credentials; {@code null} if a returned
	 * value or the caller's word was the failure
	 */
	public record Failure(Instant at, Outcome outcome, @Nullable Throwable throwable) {

		/** Cleaned when it is shown: the call may have suppressed others in it since. */
		Failure clean() {
			return (throwable != null) ? new Failure(at, outcome, Credentials.clean(throwable)) : this;
		}

		/**
		 * Returns the failure in a few words.
		 * @return for example {@code ConnectException: Connection refused}
		 */
		public String description() {
			return (throwable != null) ? Credentials.describe(throwable) : outcome.name();
		}

	}

	/**
	 * What the checks of an endpoint said.
	 *
	 * @param up how many ever said UP
	 * @param down how many ever said DOWN
	 * @param unknown how many ever could not tell
	 * @param upShare which share of those remembered said UP, of those that could tell;
	 * {@code null} if none could
	 * @param latest the latest 20 at most, newest first
	 * @param lastFailure why the last one that gave a reason did not say UP, free of
	 * credentials; {@code null} if none ever did
	 */
	public record Checks(long up, long down, long unknown, @Nullable Ratio upShare, List<Checked> latest,
			@Nullable String lastFailure) {

		/** Before the first check. */
		static final Checks NONE = new Checks(0, 0, 0, null, List.of(), null);

	}

	/**
	 * What one check said.
	 *
	 * @param at when it ended, by the wall clock, in milliseconds
	 * @param verdict what it said
	 * @param took how long it took, in microseconds, 536 s at most
	 */
	public record Checked(Instant at, HealthCheck.Verdict verdict, Duration took) {
	}

}
