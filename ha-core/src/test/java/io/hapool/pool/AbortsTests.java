package io.hapool.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hapool.LogCapture;
import io.hapool.call.CallOptions;
import io.hapool.call.ManualPool;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AbortsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final ManualPool manual = ManualPool.of((builder) -> builder.timeout(TIMEOUT), "a");

	private final List<String> aborted = new ArrayList<>();

	@Test
	void actionRunsOnceAtTheDeadlineAndNotBefore() {
		Lease<String> lease = manual.pool().lease();
		lease.onAbort(() -> aborted.add("socket"));

		manual.time().advance(TIMEOUT.minusNanos(1));
		List<String> before = List.copyOf(aborted);
		manual.time().advance(Duration.ofNanos(1));
		List<String> atDeadline = List.copyOf(aborted);
		manual.time().advance(Duration.ofMinutes(1));

		assertThat(before).isEmpty();
		assertThat(atDeadline).containsExactly("socket");
		assertThat(aborted).containsExactly("socket");
		lease.succeed();
	}

	@Test
	void actionDoesNotRunAfterTheLeaseHasEnded() {
		Lease<String> lease = manual.pool().lease();
		lease.onAbort(() -> aborted.add("socket"));

		lease.succeed();
		manual.time().advance(Duration.ofMinutes(1));

		assertThat(aborted).isEmpty();
	}

	@Test
	void nothingIsScheduledWithoutAnAction() {
		Lease<String> first = manual.pool().lease();
		int ofThePool = manual.time().waitingTasks();
		Lease<String> second = manual.pool().lease();

		assertThat(ofThePool).as("its periodic work").isEqualTo(1);
		assertThat(manual.time().waitingTasks()).isEqualTo(ofThePool);
		first.succeed();
		second.succeed();
	}

	@Test
	void nothingIsLeftScheduledAfterTheLeaseHasEnded() {
		Lease<String> lease = manual.pool().lease();
		int ofThePool = manual.time().waitingTasks();
		lease.onAbort(() -> aborted.add("socket"));
		lease.onAbort(() -> aborted.add("command"));
		int waiting = manual.time().waitingTasks();

		lease.succeed();

		assertThat(waiting).isEqualTo(ofThePool + 1);
		assertThat(manual.time().waitingTasks()).isEqualTo(ofThePool);
	}

	@Test
	void nothingIsScheduledWithoutADeadline() {
		ManualPool unlimited = ManualPool.of((builder) -> builder.timeout(null), "a");
		Lease<String> lease = unlimited.pool().lease();
		int ofThePool = unlimited.time().waitingTasks();

		lease.onAbort(() -> aborted.add("socket"));

		assertThat(unlimited.time().waitingTasks()).isEqualTo(ofThePool);
		unlimited.time().advance(Duration.ofDays(365));
		assertThat(aborted).isEmpty();
		lease.succeed();
	}

	@Test
	void allActionsRunInTheirOrder() {
		Lease<String> lease = manual.pool().lease();
		lease.onAbort(() -> aborted.add("first"));
		lease.onAbort(() -> aborted.add("second"));
		lease.onAbort(() -> aborted.add("third"));

		manual.time().advance(TIMEOUT);

		assertThat(aborted).containsExactly("first", "second", "third");
		lease.succeed();
	}

	@Test
	void actionThatIsRegisteredAfterTheDeadlineRunsAtOnce() {
		Lease<String> lease = manual.pool().lease();
		lease.onAbort(() -> aborted.add("first"));
		manual.time().advance(TIMEOUT);

		lease.onAbort(() -> aborted.add("second"));

		assertThat(aborted).containsExactly("first", "second");
		lease.succeed();
	}

	@Test
	void firstActionThatIsRegisteredAfterTheDeadlineRunsAtOnce() {
		Lease<String> lease = manual.pool().lease();
		manual.time().advance(TIMEOUT);

		lease.onAbort(() -> aborted.add("socket"));

		assertThat(aborted).containsExactly("socket");
		lease.succeed();
	}

	@Test
	void actionThatIsRegisteredAfterTheEndNeverRuns() {
		Lease<String> lease = manual.pool().lease();
		lease.onAbort(() -> aborted.add("early"));
		lease.succeed();

		Lease.Registration registration = lease.onAbort(() -> aborted.add("late"));
		manual.time().advance(Duration.ofMinutes(1));
		registration.close();

		assertThat(aborted).isEmpty();
		assertThat(manual.time().waitingTasks()).isZero();
	}

	@Test
	void actionThatIsTakenBackDoesNotRun() {
		Lease<String> lease = manual.pool().lease();
		Lease.AbortAction action = () -> aborted.add("socket");
		Lease.Registration registration = lease.onAbort(action);
		lease.onAbort(action);

		registration.close();
		registration.close();
		manual.time().advance(TIMEOUT);

		assertThat(aborted).as("the same action, registered again, stays").containsExactly("socket");
		lease.succeed();
	}

	@Test
	void actionThatThrowsIsLoggedAndHarmsNobody() {
		Lease<String> lease = manual.pool().lease();
		lease.onAbort(() -> {
			throw new IllegalStateException("already closed");
		});
		lease.onAbort(() -> {
			throw new NoClassDefFoundError("driver");
		});
		lease.onAbort(() -> {
			throw new IOException("checked");
		});
		lease.onAbort(() -> aborted.add("second"));

		try (LogCapture log = new LogCapture()) {
			manual.time().advance(TIMEOUT);

			assertThat(log.warnings()).hasSize(3).containsOnly("An abort action failed");
		}
		assertThat(aborted).containsExactly("second");
		lease.succeed();
	}

	@Test
	void actionMayEndTheLease() {
		Lease<String> lease = manual.pool().lease();
		lease.onAbort(() -> lease.end(Outcome.MAYBE_APPLIED, null));

		manual.time().advance(TIMEOUT);

		assertThat(manual.pool().openLeases()).isZero();
		assertThat(manual.endpoint("a").counts().failures()).isEqualTo(1);
	}

	@Test
	void attemptIsAbortedAtItsOwnTimeoutAndTheCallMovesOn() {
		ManualPool two = ManualPool
			.of((builder) -> builder.timeout(Duration.ofSeconds(10)).attemptTimeout(Duration.ofSeconds(1)), "a", "b");

		String answer = two.pool().callLeased((lease) -> {
			lease.onAbort(() -> aborted.add(lease.target()));
			if (lease.target().equals("a")) {
				two.time().advance(Duration.ofSeconds(1));
				throw new IllegalStateException("aborted");
			}
			return lease.target();
		});

		assertThat(answer).isEqualTo("b");
		assertThat(aborted).containsExactly("a");
		assertThat(two.time().waitingTasks()).as("the periodic work of the pool").isEqualTo(1);
	}

	@Test
	void timeoutOfTheCallBoundsTheAbort() {
		Lease<String> lease = manual.pool().lease(CallOptions.<String>builder().timeout(Duration.ofSeconds(1)).build());
		lease.onAbort(() -> aborted.add("socket"));

		manual.time().advance(Duration.ofSeconds(1));

		assertThat(aborted).containsExactly("socket");
		lease.succeed();
	}

}
