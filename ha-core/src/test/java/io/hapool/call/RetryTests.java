package io.hapool.call;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import io.hapool.pool.Endpoint;
import io.hapool.pool.IsolationPolicy;
import io.hapool.pool.Ratio;
import io.hapool.time.ManualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RetryTests {

	private static final Ratio PLENTY = new Ratio(1000);

	private final List<String> tried = new ArrayList<>();

	@Test
	void eachEndpointOnceByDefault() {
		ManualPool manual = ManualPool.of(neverIsolating(RetryRules.DEFAULT), "a", "b", "c");

		callThatFails(manual);

		assertThat(tried).containsExactly("a", "b", "c");
		assertThat(manual.time().sleeps()).isEmpty();
	}

	@Test
	void maxAttemptsEndsTheCallEarlier() {
		ManualPool manual = ManualPool.of(neverIsolating(RetryRules.DEFAULT.withMaxAttempts(2)), "a", "b", "c");

		callThatFails(manual);

		assertThat(tried).containsExactly("a", "b");
	}

	@Test
	void maxAttemptsOfACallOverrideThePools() {
		ManualPool manual = ManualPool.of(neverIsolating(RetryRules.DEFAULT), "a", "b", "c");
		CallOptions<String> once = CallOptions.<String>builder().maxAttempts(1).build();

		assertThatThrownBy(() -> manual.pool().call(once, this::fail));

		assertThat(tried).containsExactly("a");
	}

	@Test
	void laterPassesWaitOnceEachAndTryAllAgain() {
		ManualPool manual = ManualPool.of(neverIsolating(rules(6, 25, 250)), "a", "b");

		callThatFails(manual);

		assertThat(tried).hasSize(6);
		assertThat(tried.subList(0, 2)).containsExactlyInAnyOrder("a", "b");
		assertThat(tried.subList(2, 4)).containsExactlyInAnyOrder("a", "b");
		assertThat(tried.subList(4, 6)).containsExactlyInAnyOrder("a", "b");
		assertThat(manual.time().sleeps()).hasSize(2);
	}

	@Test
	void waitsHaveFullJitterUpToADoublingLimit() {
		List<List<Duration>> waits = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			ManualPool manual = ManualPool.of(neverIsolating(rules(6, 25, 250)), "a");
			callThatFails(manual);
			waits.add(manual.time().sleeps());
		}

		List<Integer> limits = List.of(25, 50, 100, 200, 250);
		for (int pass = 0; pass < limits.size(); pass++) {
			int nth = pass;
			Duration limit = Duration.ofMillis(limits.get(pass));
			List<Duration> ofPass = waits.stream().map((sleeps) -> sleeps.get(nth)).toList();
			// 400 draws that all miss a tenth of the range: probability 0.9^400, about
			// 5e-19
			assertThat(ofPass).allMatch((wait) -> wait.compareTo(limit) <= 0)
				.anyMatch((wait) -> wait.compareTo(limit.dividedBy(10)) < 0)
				.anyMatch((wait) -> wait.compareTo(limit.multipliedBy(9).dividedBy(10)) > 0);
		}
	}

	@Test
	void deadlineEndsTheLoop() {
		ManualPool manual = ManualPool.of(neverIsolating(RetryRules.DEFAULT), "a", "b", "c");

		assertThatThrownBy(() -> manual.pool().call((target) -> {
			manual.time().advance(Duration.ofSeconds(5));
			return fail(target);
		})).hasMessage("b");

		assertThat(tried).containsExactly("a", "b");
	}

	@Test
	void waitThatWouldPassTheDeadlineIsNotBegun() {
		RetryRules patient = rules(1000, 2000, 4000);
		ManualPool manual = ManualPool.of(neverIsolating(patient), "a");
		long begin = manual.time().nanos();

		callThatFails(manual);

		assertThat(manual.time().sleeps()).isNotEmpty();
		assertThat(Duration.ofNanos(manual.time().nanos() - begin)).isLessThan(Duration.ofSeconds(10));
		assertThat(tried.size()).isEqualTo(manual.time().sleeps().size() + 1).isLessThan(1000);
	}

	@Test
	void timeoutOfACallOverridesThePools() {
		ManualPool manual = ManualPool.of(neverIsolating(RetryRules.DEFAULT), "a", "b", "c");
		CallOptions<String> patient = CallOptions.<String>builder().timeout(Duration.ofMinutes(1)).build();

		assertThatThrownBy(() -> manual.pool().call(patient, (target) -> {
			manual.time().advance(Duration.ofSeconds(15));
			return fail(target);
		}));

		assertThat(tried).containsExactly("a", "b", "c");
	}

	@Test
	void budgetLimitsRetriesBeyondTheFirstFailover() {
		RetryRules stingy = new RetryRules(0, Duration.ofMillis(1), Duration.ofMillis(1), new Ratio(0), 0);
		ManualPool manual = ManualPool.of(neverIsolating(stingy), "a", "b", "c");

		callThatFails(manual);
		callThatFails(manual);

		assertThat(tried).hasSize(4);
	}

	private final AtomicLong calls = new AtomicLong();

	@Test
	void budgetGrowsWithTheCallsAndWithTime() {
		ManualTime time = new ManualTime();
		RetryBudget budget = new RetryBudget(
				new RetryRules(0, Duration.ofMillis(1), Duration.ofMillis(1), new Ratio(0.2), 10), time, calls::get);
		assertThat(retries(budget)).as("at the start").isEqualTo(10);

		calls.set(25);
		assertThat(retries(budget)).as("20 % of 25 calls").isEqualTo(5);
		time.advance(Duration.ofMillis(1500));
		assertThat(retries(budget)).as("10 a second").isEqualTo(15);
		time.advance(Duration.ofHours(1));
		assertThat(retries(budget)).as("at most ten seconds' worth").isEqualTo(100);
	}

	@Test
	void budgetOfCallsIsBounded() {
		RetryBudget budget = new RetryBudget(
				new RetryRules(0, Duration.ofMillis(1), Duration.ofMillis(1), new Ratio(0.2), 10), new ManualTime(),
				calls::get);

		calls.set(100_000);

		assertThat(retries(budget)).isEqualTo(100);
	}

	@Test
	void callThatEndsForLackOfEndpointsTakesNothingFromTheBudget() {
		RetryRules tenInAll = new RetryRules(0, Duration.ofMillis(1), Duration.ofMillis(1), new Ratio(0), 10);
		ManualPool manual = ManualPool.of(neverIsolating(tenInAll), "a", "b");
		for (int i = 0; i < 10; i++) {
			callThatFails(manual);
		}
		manual.pool().add(Endpoint.of("c"));
		tried.clear();

		callThatFails(manual);

		assertThat(tried).containsExactlyInAnyOrder("a", "b", "c");
	}

	@Test
	void manyPassesOfLongWaitsDoNotOverflow() {
		ManualPool manual = ManualPool
			.of((builder) -> neverIsolating(rules(50, 60_000, 60_000)).apply(builder).timeout(null), "a");

		callThatFails(manual);

		assertThat(tried).hasSize(50);
	}

	@Test
	void interruptDuringAWaitEndsTheCallWithTheLastException() throws Exception {
		try (EndpointPool<String> pool = EndpointPool
			.create(neverIsolating(rules(5, 60_000, 60_000)).apply(PoolDefinition.builder("waiting"))
				.timeout(null)
				.targets(List.of("a"))
				.build())) {
			assertThatThrownBy(() -> pool.call((target) -> {
				Thread.currentThread().interrupt();
				return fail(target);
			})).isInstanceOf(IOException.class).hasMessage("a");

			assertThat(Thread.interrupted()).isTrue();
			assertThat(tried).containsExactly("a");
		}
	}

	@Test
	void numbersThatMakeNoSenseAreRefused() {
		Duration ok = Duration.ofMillis(1);
		Ratio budget = new Ratio(0.2);

		assertThatIllegalArgumentException().isThrownBy(() -> new RetryRules(-1, ok, ok, budget, 1))
			.withMessage("retry.max-attempts: -1 (expected: >= 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryRules(0, Duration.ZERO, ok, budget, 1))
			.withMessage("retry.backoff: PT0S (expected: > 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryRules(0, ok, Duration.ZERO, budget, 1))
			.withMessage("retry.max-backoff: PT0S (expected: >= PT0.001S)");
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryRules(0, ok, ok, budget, -1))
			.withMessage("retry.min-retries-per-second: -1 (expected: >= 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.builder().maxAttempts(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.builder().timeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.builder().attemptTimeout(Duration.ZERO));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PoolDefinition.builder("p").timeout(Duration.ofSeconds(-1)));
	}

	private static int retries(RetryBudget budget) {
		int retries = 0;
		while (budget.tryRetry()) {
			retries++;
		}
		return retries;
	}

	private void callThatFails(ManualPool manual) {
		assertThatThrownBy(() -> manual.pool().call(this::fail)).isInstanceOf(IOException.class);
	}

	private String fail(String target) throws IOException {
		tried.add(target);
		throw new IOException(target);
	}

	private static RetryRules rules(int maxAttempts, int backoffMillis, int maxBackoffMillis) {
		return new RetryRules(maxAttempts, Duration.ofMillis(backoffMillis), Duration.ofMillis(maxBackoffMillis),
				PLENTY, 10);
	}

	private static UnaryOperator<PoolDefinition.Builder<String>> neverIsolating(RetryRules rules) {
		return (builder) -> builder.isolation(IsolationPolicy.never()).retry(rules);
	}

}
