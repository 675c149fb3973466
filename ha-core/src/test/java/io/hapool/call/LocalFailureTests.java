package io.hapool.call;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failures that are certainly this process's: it has no file descriptor left. They are
 * counted, calls go elsewhere, and no endpoint is the worse for them, whether others
 * answer or not.
 */
class LocalFailureTests {

	private final Set<String> unreachable = ConcurrentHashMap.newKeySet();

	private final ManualPool manual = ManualPool.of((builder) -> builder.isolationRules(IsolationRules.DEFAULT)
		.healthCheck((target, timeout) -> check(target), CheckRules.DEFAULT), "a", "b", "c");

	@AfterEach
	void close() {
		manual.pool().close();
	}

	@Test
	void isolateNobodyThoughOthersAnswer() {
		for (int i = 0; i < 50; i++) {
			fail("a");
			manual.succeed("b");
		}

		assertThat(manual.isolatedIds()).isEmpty();
		assertThat(manual.endpoint("a").counts().failures()).isEqualTo(50);
	}

	@Test
	void ofChecksIsolateNobody() {
		manual.succeed("a");
		unreachable.add("a");

		manual.time().advance(Duration.ofSeconds(60));

		assertThat(manual.isolatedIds()).isEmpty();
	}

	@Test
	void ofATrialLeaveTheNextOneToDecide() {
		manual.succeed("b");
		manual.fail("a", 3);
		manual.time().advance(Duration.ofSeconds(26));
		try (Lease<String> trial = manual.pool().lease()) {
			assertThat(trial.target()).isEqualTo("a");
			trial.fail(noDescriptor());
		}

		HealthState between = manual.health("a");
		String next = manual.use();

		assertThat(between).isEqualTo(HealthState.PROBATION);
		assertThat(next).isEqualTo("a");
	}

	@Test
	void moveTheCallOnThoughItMustNotBeRepeated() throws IOException {
		CallOptions<String> once = CallOptions.<String>builder().idempotent(false).build();

		String reached = manual.pool().call(once, (target) -> {
			if (target.equals("a")) {
				throw noDescriptor();
			}
			return target;
		});

		assertThat(reached).isNotEqualTo("a");
	}

	private void fail(String id) {
		try (Lease<String> lease = manual.lease(id)) {
			lease.fail(noDescriptor());
		}
	}

	private Verdict check(String target) throws IOException {
		if (unreachable.contains(target)) {
			throw noDescriptor();
		}
		return Verdict.UP;
	}

	private static SocketException noDescriptor() {
		return new SocketException("Too many open files");
	}

}
