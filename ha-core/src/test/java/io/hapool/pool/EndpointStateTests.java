package io.hapool.pool;

import java.time.Duration;
import java.util.List;

import io.hapool.pool.EndpointState.Isolation;
import io.hapool.pool.EndpointState.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointStateTests {

	private static final IsolationRules RULES = IsolationRules.DEFAULT.withConsecutiveFailures(3)
		.withDuration(Duration.ofSeconds(20), Duration.ofMinutes(5))
		.withTrialLeases(3)
		.withMaxIsolated(new Ratio(1))
		.withRampUp(null);

	private static final long NOW = 1_000_000;

	private static final long TIMEOUT = Duration.ofSeconds(5).toNanos();

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	@Test
	void startsSelectableAndUnknown() {
		EndpointState state = EndpointState.INITIAL;

		assertThat(state.status()).isEqualTo(new EndpointStatus(AdminState.READY, HealthState.UNKNOWN));
		assertThat(state.isSelectable()).isTrue();
		assertThat(state.generation()).isZero();
		assertThat(state.isTrialDue(NOW)).isFalse();
		assertThat(state.isLastResort()).isFalse();
	}

	@Test
	void firstSuccessMakesItUpInTheSameGeneration() {
		EndpointState state = EndpointState.INITIAL.afterSuccess(RULES, NOW);

		assertThat(state.health()).isEqualTo(HealthState.UP);
		assertThat(state.generation()).isZero();
	}

	@Test
	void successOfAnEndpointThatIsUpChangesNothing() {
		EndpointState up = EndpointState.INITIAL.afterSuccess(RULES, NOW);

		assertThat(up.afterSuccess(RULES, NOW + 1)).isSameAs(up);
	}

	@Test
	void successForgetsFailuresInARow() {
		EndpointState failing = up().afterFailure().afterFailure();

		EndpointState state = failing.afterSuccess(RULES, NOW);

		assertThat(failing.consecutiveFailures()).isEqualTo(2);
		assertThat(state.consecutiveFailures()).isZero();
		assertThat(state.health()).isEqualTo(HealthState.UP);
	}

	@Test
	void failureIsCountedAndIsolatesNobodyByItself() {
		EndpointState state = up().afterFailure();

		assertThat(state.health()).isEqualTo(HealthState.UP);
		assertThat(state.consecutiveFailures()).isEqualTo(1);
		assertThat(state.generation()).isEqualTo(up().generation());
	}

	@Test
	void isolationTakesItOutAndRaisesTheGeneration() {
		EndpointState state = up().afterFailure().isolated(RULES, NOW, 1);

		assertThat(state.health()).isEqualTo(HealthState.ISOLATED);
		assertThat(state.isSelectable()).isFalse();
		assertThat(state.generation()).isEqualTo(1);
		assertThat(state.isolation().ends()).isEqualTo(NOW + 20 * SECOND);
		assertThat(state.trials()).isEqualTo(Trials.NONE);
	}

	@Test
	void trialIsDueWhenTheIsolationEndsAndNotBefore() {
		EndpointState isolated = up().isolated(RULES, NOW, 1);

		assertThat(isolated.isTrialDue(NOW + 20 * SECOND - 1)).isFalse();
		assertThat(isolated.isTrialDue(NOW + 20 * SECOND)).isTrue();
	}

	@Test
	void trialAfterTheIsolationPutsItOnProbationInTheSameGeneration() {
		EndpointState state = up().isolated(RULES, NOW, 1).trialBegun(NOW + 20 * SECOND, NOW + 20 * SECOND + TIMEOUT);

		assertThat(state.health()).isEqualTo(HealthState.PROBATION);
		assertThat(state.generation()).isEqualTo(1);
		assertThat(state.trials().open()).isEqualTo(1);
	}

	@Test
	void trialBeforeTheEndOfTheIsolationLeavesItIsolated() {
		EndpointState state = up().isolated(RULES, NOW, 1).trialBegun(NOW + SECOND, NOW + SECOND + TIMEOUT);

		assertThat(state.health()).isEqualTo(HealthState.ISOLATED);
		assertThat(state.trials().open()).isEqualTo(1);
		assertThat(state.isLastResort()).isFalse();
		assertThat(state.afterSuccess(RULES, NOW + SECOND).health()).isEqualTo(HealthState.PROBATION);
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "1, 2", "2, 4", "3, 4", "40, 4" })
	void trialsAtATimeDoubleUpToFour(int successes, int tokens) {
		assertThat(new Trials(tokens - 1, successes, 0).hasToken()).isTrue();
		assertThat(new Trials(tokens, successes, 0).hasToken()).isFalse();
	}

	@Test
	void threeTrialsThatSucceedRestoreInANewGeneration() {
		EndpointState state = onProbation();
		for (int i = 0; i < 2; i++) {
			state = state.trialBegun(NOW, NOW + TIMEOUT).afterSuccess(RULES, NOW);
			assertThat(state.health()).isEqualTo(HealthState.PROBATION);
			assertThat(state.generation()).isEqualTo(1);
		}

		state = state.trialBegun(NOW, NOW + TIMEOUT).afterSuccess(RULES, NOW + 7);

		assertThat(state.health()).isEqualTo(HealthState.UP);
		assertThat(state.generation()).isEqualTo(2);
		assertThat(state.consecutiveFailures()).isZero();
		assertThat(state.trials()).isEqualTo(Trials.NONE);
		assertThat(state.isolation().restored()).isEqualTo(NOW + 7);
	}

	@Test
	void trialWithoutVerdictGivesItsTokenBack() {
		EndpointState trying = onProbation().trialBegun(NOW, NOW + TIMEOUT);

		EndpointState state = trying.afterNothing();

		assertThat(trying.isTrialDue(NOW)).isFalse();
		assertThat(state.isTrialDue(NOW)).isTrue();
		assertThat(state.health()).isEqualTo(HealthState.PROBATION);
		assertThat(state.generation()).isEqualTo(trying.generation());
	}

	@Test
	void nothingChangesASelectableEndpoint() {
		EndpointState failing = up().afterFailure();

		assertThat(failing.afterNothing()).isSameAs(failing);
	}

	@Test
	void trialIsLostAfterFiveSecondsWithoutReport() {
		EndpointState trying = onProbation().trialBegun(NOW, NOW + TIMEOUT);

		assertThat(trying.isTrialLost(NOW + 5 * SECOND)).isFalse();
		assertThat(trying.isTrialLost(NOW + 5 * SECOND + 1)).isTrue();
		assertThat(trying.afterNothing().isTrialLost(NOW + 60 * SECOND)).isFalse();
	}

	@Test
	void lastResortIsOneTrialAtATimeUntilOneHasSucceeded() {
		EndpointState isolated = up().isolated(RULES, NOW, 1);
		EndpointState trying = isolated.trialBegun(NOW, NOW + TIMEOUT);
		EndpointState proven = trying.afterSuccess(RULES, NOW)
			.trialBegun(NOW, NOW + TIMEOUT)
			.trialBegun(NOW, NOW + TIMEOUT);

		assertThat(isolated.isLastResort()).isTrue();
		assertThat(trying.isLastResort()).isFalse();
		assertThat(proven.trials().hasToken()).isFalse();
		assertThat(proven.isLastResort()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "1, 20", "2, 40", "3, 80", "4, 160", "5, 300", "6, 300", "100, 300" })
	void isolationDoublesUpToItsMaximum(int nth, long seconds) {
		EndpointState state = isolated(nth);

		assertThat(state.isolation().ends() - NOW).isEqualTo(seconds * SECOND);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.75, 1, 1.25 })
	void jitterStretchesTheIsolation(double jitter) {
		EndpointState state = up().isolated(RULES, NOW, jitter);

		assertThat(state.isolation().ends() - NOW).isEqualTo((long) (20 * SECOND * jitter));
	}

	@ParameterizedTest
	@CsvSource({ "0, 160", "29, 160", "30, 80", "59, 80", "60, 40", "90, 20", "100000, 20" })
	void eachThirtyHealthySecondsForgiveOneIsolation(long healthySeconds, long seconds) {
		EndpointState state = isolated(3).restored(HealthState.UP, NOW);

		EndpointState again = state.isolated(RULES, NOW + healthySeconds * SECOND, 1);

		assertThat(again.isolation().ends() - (NOW + healthySeconds * SECOND)).isEqualTo(seconds * SECOND);
	}

	@Test
	void timeInIsolationForgivesNothing() {
		EndpointState state = up().isolated(RULES, NOW, 1)
			.trialBegun(NOW + 3600 * SECOND, NOW + 3600 * SECOND + TIMEOUT)
			.isolated(RULES, NOW + 3600 * SECOND, 1);

		assertThat(state.isolation().count()).isEqualTo(2);
	}

	@Test
	void restoreByHandStartsAFreshHistory() {
		EndpointState state = up().afterFailure()
			.isolated(RULES, NOW, 1)
			.with(AdminState.MAINTENANCE)
			.restored(HealthState.UNKNOWN, NOW);

		assertThat(state.status()).isEqualTo(new EndpointStatus(AdminState.READY, HealthState.UNKNOWN));
		assertThat(state.generation()).isEqualTo(2);
		assertThat(state.consecutiveFailures()).isZero();
	}

	@Test
	void maintenanceGrantsNothingAndKeepsGenerationAndHealth() {
		EndpointState state = onProbation().with(AdminState.MAINTENANCE);

		assertThat(state.health()).isEqualTo(HealthState.PROBATION);
		assertThat(state.generation()).isEqualTo(1);
		assertThat(state.isSelectable()).isFalse();
		assertThat(state.isTrialDue(NOW + 3600 * SECOND)).isFalse();
		assertThat(state.isLastResort()).isFalse();
		assertThat(up().with(AdminState.MAINTENANCE).isSelectable()).isFalse();
	}

	@Test
	void overflowOfTheClockMovesNoMoment() {
		long late = Long.MAX_VALUE - SECOND;
		EndpointState isolated = up().isolated(RULES, late, 1);
		EndpointState trying = isolated.trialBegun(late, late + TIMEOUT);

		assertThat(isolated.isolation().ends()).isNegative();
		assertThat(isolated.isTrialDue(late)).isFalse();
		assertThat(isolated.isTrialDue(late + 19 * SECOND)).isFalse();
		assertThat(isolated.isTrialDue(late + 20 * SECOND)).isTrue();
		assertThat(trying.isTrialLost(late + 4 * SECOND)).isFalse();
		assertThat(trying.isTrialLost(late + 6 * SECOND)).isTrue();
		assertThat(new Isolation(3, false, 0, late).decayed(late + 31 * SECOND).count()).isEqualTo(2);
	}

	@Test
	void isolationWithoutEndLastsCenturies() {
		Duration forever = Duration.ofSeconds(Long.MAX_VALUE);

		for (IsolationRules rules : List.of(
				IsolationRules.DEFAULT.withConsecutiveFailures(3)
					.withDuration(forever, forever)
					.withTrialLeases(3)
					.withMaxIsolated(new Ratio(1))
					.withRampUp(null),
				IsolationRules.DEFAULT.withConsecutiveFailures(3)
					.withDuration(Duration.ofDays(36_500), forever)
					.withTrialLeases(3)
					.withMaxIsolated(new Ratio(1))
					.withRampUp(null))) {
			EndpointState state = up().isolated(rules, NOW, 1.25).isolated(rules, NOW, 1.25);

			assertThat(state.isTrialDue(NOW + Duration.ofDays(36_500).toNanos())).isFalse();
		}
	}

	/** Each isolation but the first follows a trial that failed. */
	private static EndpointState isolated(int times) {
		EndpointState state = up().isolated(RULES, NOW, 1);
		for (int i = 1; i < times; i++) {
			state = state.trialBegun(state.isolation().ends(), state.isolation().ends() + TIMEOUT)
				.isolated(RULES, NOW, 1);
		}
		return state;
	}

	private static EndpointState up() {
		return EndpointState.INITIAL.afterSuccess(RULES, NOW);
	}

	private static EndpointState onProbation() {
		return new EndpointState(AdminState.READY, HealthState.PROBATION, 1, 0, new Isolation(1, false, NOW, 0),
				Trials.NONE);
	}

}
