package io.hapool.call;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.IsolationRules.FailureRate;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import io.hapool.pool.Ratio;
import io.hapool.pool.SelectionPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What isolates an endpoint, beyond failures in a row, and what does not.
 */
class TriggerTests {

	private static final IsolationRules NEVER_IN_A_ROW = ManualPool.BY_COUNT.withConsecutiveFailures(null);

	private static final Duration TICK = Duration.ofMillis(250);

	private final Set<String> down = new HashSet<>();

	@Test
	void failureRateOverTheWindowIsolatesThoughSuccessesRollEverySlice() {
		ManualPool manual = pool(NEVER_IN_A_ROW.withFailureRate(new FailureRate(new Ratio(0.5), 20, 0)), "a", "b");

		for (int second = 0; second < 10 && manual.health("a") != HealthState.ISOLATED; second++) {
			manual.succeed("a");
			manual.fail("a", 1);
			manual.succeed("a");
			manual.fail("a", 2);
			manual.time().advance(Duration.ofSeconds(1));
		}

		assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
		assertThat(manual.health("b")).isNotEqualTo(HealthState.ISOLATED);
	}

	@Test
	void failureRateNeedsItsLeastNumberOfCalls() {
		ManualPool manual = pool(NEVER_IN_A_ROW.withFailureRate(new FailureRate(new Ratio(0.5), 20, 0)), "a", "b");

		manual.fail("a", 19);
		HealthState before = manual.health("a");
		manual.fail("a", 1);

		assertThat(before).isNotEqualTo(HealthState.ISOLATED);
		assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
	}

	@Test
	void failureRateNeedsItsLeastNumberOfFailures() {
		ManualPool manual = pool(NEVER_IN_A_ROW.withFailureRate(new FailureRate(new Ratio(0.1), 1, 30)), "a", "b");

		manual.fail("a", 29);
		HealthState before = manual.health("a");
		manual.fail("a", 1);

		assertThat(before).isNotEqualTo(HealthState.ISOLATED);
		assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
	}

	@Test
	void failuresThatHaveLeftTheWindowDoNotCount() {
		ManualPool manual = pool(NEVER_IN_A_ROW.withFailureRate(new FailureRate(new Ratio(0.5), 20, 0)), "a", "b");

		manual.fail("a", 19);
		manual.time().advance(Duration.ofSeconds(12));
		manual.fail("a", 19);

		assertThat(manual.health("a")).isNotEqualTo(HealthState.ISOLATED);
	}

	@Test
	void ruleWithoutANumberIsOff() {
		ManualPool manual = pool(NEVER_IN_A_ROW, "a", "b");

		manual.fail("a", 500);

		assertThat(manual.isolatedIds()).isEmpty();
	}

	@Test
	void hungEndpointIsSuspectThenIsolatedAndWhatIsStuckIsAborted() {
		ManualPool manual = pool(ManualPool.BY_COUNT, "a", "b");
		List<String> aborted = new ArrayList<>();
		manual.succeed("a");
		List<Lease<String>> stuck = List.of(manual.lease("a"), manual.lease("a"), manual.lease("a"));
		stuck.forEach((lease) -> lease.onAbort(() -> aborted.add("socket")));

		manual.time().advance(Duration.ofMillis(2_500));
		HealthState atFirst = manual.health("a");
		manual.time().advance(Duration.ofMillis(1_000));

		assertThat(atFirst).isEqualTo(HealthState.SUSPECT);
		assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
		assertThat(aborted).hasSize(3);
		assertThat(stuck.get(0).fail(new CancellationException("socket closed"))).isEqualTo(Outcome.MAYBE_APPLIED);
		stuck.forEach((lease) -> lease.fail(new IOException("aborted")));
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void endpointThatIsSlowButAnswersIsNotTakenForHung() {
		ManualPool manual = pool(ManualPool.BY_COUNT, "a", "b");
		manual.succeed("a");
		for (int i = 0; i < 20; i++) {
			Lease<String> first = manual.lease("a");
			Lease<String> second = manual.lease("a");
			Lease<String> third = manual.lease("a");
			manual.time().advance(Duration.ofMillis(1_500));
			first.succeed();
			manual.time().advance(Duration.ofMillis(1_500));
			second.succeed();
			third.succeed();
		}

		assertThat(manual.changesInShort()).containsExactly("a UNKNOWN -> UP");
	}

	@Test
	void fewHungLeasesMakeItSuspectAndNotMore() {
		ManualPool manual = pool(ManualPool.BY_COUNT, "a", "b");
		manual.succeed("a");
		Lease<String> slow = manual.lease("a");

		manual.time().advance(Duration.ofSeconds(9));
		HealthState meanwhile = manual.health("a");
		slow.succeed();

		assertThat(meanwhile).isEqualTo(HealthState.SUSPECT);
		assertThat(manual.health("a")).isEqualTo(HealthState.UP);
	}

	@Test
	void suspectEndpointIsSelectedLast() {
		ManualPool manual = pool(ManualPool.BY_COUNT, "a", "b");
		manual.succeed("a");
		Lease<String> slow = manual.lease("a");
		manual.time().advance(Duration.ofSeconds(3));

		assertThat(List.of(manual.use(), manual.use(), manual.use())).containsOnly("b");
		slow.succeed();
	}

	@Test
	void refusedConnectionMakesItSuspectAndAProbeThatIsRefusedIsolates() {
		ManualPool manual = checked("a", "b", "c");
		down.add("a");

		refuse(manual, "a");

		assertThat(manual.changesInShort()).containsExactly("a UNKNOWN -> SUSPECT", "a SUSPECT -> ISOLATED");
	}

	@Test
	void probesThatPassClearASuspect() {
		ManualPool manual = checked("a", "b", "c");

		refuse(manual, "a");
		HealthState suspect = manual.health("a");
		manual.time().advance(Duration.ofSeconds(2));

		assertThat(suspect).isEqualTo(HealthState.SUSPECT);
		assertThat(manual.health("a")).isEqualTo(HealthState.UP);
	}

	@Test
	void checksThatFailTwiceIsolateAndThatPassLetTrialsBeginAfterTheBaseTime() {
		ManualPool manual = checked("a", "b", "c");
		List.of("a", "b", "c").forEach(manual::succeed);
		down.add("a");
		manual.time().advance(Duration.ofSeconds(13));
		List<String> isolated = manual.isolatedIds();
		manual.time().advance(Duration.ofSeconds(40));
		manual.use();
		HealthState unchecked = manual.health("a");

		down.clear();
		manual.time().advance(Duration.ofSeconds(13));
		manual.use();

		assertThat(isolated).containsExactly("a");
		assertThat(unchecked).isEqualTo(HealthState.ISOLATED);
		assertThat(manual.health("a")).isEqualTo(HealthState.PROBATION);
	}

	@Test
	void stallOfThisProcessIsolatesNobody() {
		ManualPool manual = pool(ManualPool.BY_COUNT, "a", "b");
		manual.succeed("a");
		manual.time().advance(TICK);

		manual.time().stall(Duration.ofSeconds(2));
		manual.fail("a", 5);

		assertThat(manual.isolatedIds()).isEmpty();
		manual.time().advance(Duration.ofSeconds(2));
		manual.fail("a", 2);
		assertThat(manual.isolatedIds()).as("what the stall explains is not counted").isEmpty();
		manual.fail("a", 1);
		assertThat(manual.isolatedIds()).containsExactly("a");
	}

	@Test
	void localFaultIsolatesNobodyWhoCannotBeConnectedTo() {
		ManualPool manual = pool(ManualPool.BY_COUNT, "a", "b", "c");

		List.of("a", "b", "c").forEach((id) -> refuse(manual, id));
		List.of("a", "b", "c").forEach((id) -> refuse(manual, id));
		List.of("a", "b", "c").forEach((id) -> refuse(manual, id));

		assertThat(manual.isolatedIds()).isEmpty();
	}

	@Test
	void connectFailuresOfMostAreNoLocalFaultWhileOneAnswers() {
		ManualPool manual = pool(ManualPool.BY_COUNT, "a", "b", "c");

		for (int i = 0; i < 3; i++) {
			manual.succeed("c");
			refuse(manual, "a");
			manual.succeed("c");
			refuse(manual, "b");
		}

		assertThat(manual.isolatedIds()).containsExactly("a", "b");
	}

	@Test
	void probesThatAreRefusedSpareTheLastEndpointThatAnswersCalls() {
		ManualPool manual = checked("a", "b", "c");
		manual.fail("b", 3);
		manual.fail("c", 3);
		manual.succeed("a");
		down.add("a");

		refuse(manual, "a");
		for (int i = 0; i < 20; i++) {
			manual.succeed("a");
			manual.time().advance(Duration.ofMillis(500));
		}

		assertThat(manual.isolatedIds()).containsExactly("b", "c");
	}

	@Test
	void softIsolationSparesHalfAndTheLastUsable() {
		ManualPool manual = pool(IsolationRules.DEFAULT, "a", "b", "c", "d");

		List.of("a", "b", "c", "d").forEach((id) -> manual.fail(id, 3));

		assertThat(manual.isolatedIds()).containsExactly("a", "b");
	}

	private static void refuse(ManualPool manual, String id) {
		try (Lease<String> lease = manual.lease(id)) {
			lease.fail(new ConnectException("Connection refused"));
		}
	}

	private static ManualPool pool(IsolationRules rules, String... ids) {
		return ManualPool.of((builder) -> builder.isolationRules(rules).selection(SelectionPolicy.roundRobin()), ids);
	}

	private ManualPool checked(String... ids) {
		return ManualPool.of((builder) -> builder.isolationRules(ManualPool.BY_COUNT)
			.healthCheck((target, timeout) -> check(target), CheckRules.DEFAULT), ids);
	}

	private Verdict check(String target) throws IOException {
		if (down.contains(target)) {
			throw new ConnectException("Connection refused");
		}
		return Verdict.UP;
	}

}
