package io.hapool.call;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.event.EventPublisher;
import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.Endpoint;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import io.hapool.pool.QuickLook;
import io.hapool.pool.Ratio;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Pools whose checks decide: an endpoint that is doubted is looked at.
 */
class QuickLookTests {

	private static final IsolationRules RULES = ManualPool.BY_COUNT.withStuckAfter(Duration.ofMillis(100))
		.withDuration(Duration.ofSeconds(2), Duration.ofSeconds(2))
		.withMaxIsolated(new Ratio(1));

	/** Longer than this process stands still. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final CheckRules EVERY_SECOND = CheckRules.DEFAULT.withInterval(Duration.ofSeconds(1))
		.withVerdicts(1, 1);

	private final Set<String> down = ConcurrentHashMap.newKeySet();

	private final SystemTime time = new SystemTime();

	private final EventPublisher events = new EventPublisher(time);

	@AfterEach
	void close() {
		events.close();
		time.close();
	}

	@Test
	void callIsRepeatedWhereItFailedIfALookFindsThatItLives() throws IOException {
		List<String> tried = new ArrayList<>();

		try (EndpointPool<String> pool = EndpointPool.create(definition("a", "b"), time, events)) {
			String answer = pool.call((target) -> {
				tried.add(target);
				if (tried.size() == 1) {
					throw new IOException("connection reset");
				}
				return target;
			});

			assertThat(answer).isEqualTo("a");
			assertThat(tried).containsExactly("a", "a");
			assertThat(pool.isolated()).isEmpty();
		}
	}

	@Test
	void callThatFailsOnceMoreMovesOn() throws IOException {
		List<String> tried = new ArrayList<>();

		try (EndpointPool<String> pool = EndpointPool.create(definition("a", "b"), time, events)) {
			String answer = pool.call((target) -> answer(tried, target));

			assertThat(answer).isEqualTo("b");
			assertThat(tried).containsExactly("a", "a", "b");
		}
	}

	@Test
	void callThatFailsTwiceIsTriedOnceMoreWhereNobodyElseIsLeft() throws IOException {
		List<String> tried = new ArrayList<>();

		try (EndpointPool<String> pool = EndpointPool.create(definition("a"), time, events)) {
			String answer = pool.call((target) -> {
				tried.add(target);
				if (tried.size() < 3) {
					throw new IOException("connection reset");
				}
				return target;
			});

			assertThat(answer).isEqualTo("a");
			assertThat(tried).containsExactly("a", "a", "a");
		}
	}

	@Test
	void callMovesOnAtOnceIfALookFindsNoLifeAndTheEndpointIsIsolated() throws IOException {
		List<String> tried = new ArrayList<>();

		try (EndpointPool<String> pool = EndpointPool.create(definition("a", "b"), time, events)) {
			String answer = pool.call((target) -> {
				down.add("a"); // not before: its first check may come at any moment
				return answer(tried, target);
			});

			assertThat(answer).isEqualTo("b");
			assertThat(tried).containsExactly("a", "b");
			assertThat(pool.endpoint("a").orElseThrow().status().health()).isEqualTo(HealthState.ISOLATED);
		}
	}

	@Test
	void callThatMustNotRunTwiceIsNotRepeatedWhateverALookFinds() {
		List<String> tried = new ArrayList<>();
		CallOptions<String> once = CallOptions.<String>builder().idempotent(false).build();

		try (EndpointPool<String> pool = EndpointPool.create(definition("a", "b"), time, events)) {
			assertThatIOException().isThrownBy(() -> pool.call(once, (target) -> answer(tried, target)));
			assertThat(tried).containsExactly("a");
		}
	}

	@Test
	void suspectKeepsItsLeasesUntilALookHasSpoken() {
		List<String> whileLooking = new ArrayList<>();
		AtomicReference<ManualPool> manual = new AtomicReference<>();
		manual.set(ManualPool.of((builder) -> looked(builder.isolationRules(RULES), (target, timeout) -> {
			whileLooking.add(manual.get().health("a") + ", selected: " + manual.get().use());
			return Verdict.UP;
		}), "a", "b"));

		try (Lease<String> lease = manual.get().lease("a")) {
			lease.fail(new ConnectException("refused"));
		}

		assertThat(whileLooking).containsExactly("SUSPECT, selected: a");
		assertThat(manual.get().health("a")).isEqualTo(HealthState.UP);
	}

	@Test
	void oneLeaseThatHangsIsEnoughIfALookFindsNoLife() {
		ManualPool manual = pool("a", "b");
		manual.use();
		Lease<String> stuck = manual.lease("a");
		down.add("a");

		manual.time().advance(Duration.ofMillis(130));

		assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
		stuck.close();
	}

	@Test
	void whatHangsWhileALookFindsLifeIsLookedAtLessAndLess() {
		ManualPool manual = pool("a", "b");
		manual.use();
		Lease<String> slow = manual.lease("a");

		manual.time().advance(Duration.ofSeconds(6));

		assertThat(manual.health("a")).isEqualTo(HealthState.UP);
		assertThat(manual.changesInShort()).filteredOn("a UP -> SUSPECT"::equals).hasSizeBetween(3, 7);
		slow.close();
	}

	@Test
	void checksThatPassBringItBackWithoutTrialsWhenItsIsolationIsOver() {
		ManualPool manual = pool("a", "b");
		manual.use();
		down.add("a");
		manual.fail("a", 3);
		manual.time().advance(Duration.ZERO);
		HealthState isolated = manual.health("a");
		down.clear();

		manual.time().advance(Duration.ofMillis(1400));
		HealthState tooSoon = manual.health("a");
		manual.time().advance(Duration.ofMillis(2500));

		assertThat(isolated).isEqualTo(HealthState.ISOLATED);
		assertThat(tooSoon).isEqualTo(HealthState.ISOLATED);
		assertThat(manual.changesInShort()).endsWith("a ISOLATED -> UP");
	}

	@Test
	void checkThatPassesSaysThatAnEndpointNobodyCallsIsUp() {
		ManualPool manual = pool("a", "b");

		manual.time().advance(Duration.ofSeconds(2));

		assertThat(manual.changesInShort()).containsExactlyInAnyOrder("a UNKNOWN -> UP", "b UNKNOWN -> UP");
	}

	@Test
	void leaseOnOneEndpointIsRefusedWhileItIsIsolated() {
		ManualPool manual = pool("a", "b");

		try (Lease<String> lease = manual.pool().leaseOn("b")) {
			assertThat(lease).isNotNull();
			lease.succeed();
		}
		manual.pool().isolate("b", "test");

		assertThat(manual.pool().leaseOn("b")).isNull();
	}

	private static String answer(List<String> tried, String target) throws IOException {
		tried.add(target);
		if (target.equals("a")) {
			throw new IOException("connection reset");
		}
		return target;
	}

	private ManualPool pool(String... targets) {
		return ManualPool.of((builder) -> looked(builder.isolationRules(RULES)), targets);
	}

	private PoolDefinition<String> definition(String... targets) {
		PoolDefinition.Builder<String> builder = PoolDefinition.<String>builder("billing").isolationRules(RULES);
		List.of(targets).forEach((target) -> builder.endpoints(List.of(Endpoint.of(target))));
		return looked(builder).build();
	}

	private PoolDefinition.Builder<String> looked(PoolDefinition.Builder<String> builder) {
		return looked(builder, (target, timeout) -> verdict(target));
	}

	private PoolDefinition.Builder<String> looked(PoolDefinition.Builder<String> builder, HealthCheck<String> look) {
		return builder.selection((candidates) -> candidates.get(0))
			.healthCheck((target, timeout) -> verdict(target), EVERY_SECOND, new QuickLook<>(look, PATIENCE));
	}

	private Verdict verdict(String target) {
		return down.contains(target) ? Verdict.DOWN : Verdict.UP;
	}

}
