package io.hapool.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.hapool.Background;
import io.hapool.LogCapture;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.ManualPool;
import io.hapool.call.PoolDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LeaseTests {

	@Test
	void endsOnce() {
		ManualPool manual = ManualPool.of("a");
		Lease<String> lease = manual.pool().lease();
		assertThat(manual.pool().openLeases()).isEqualTo(1);
		assertThat(manual.endpoint("a").counts().openLeases()).isEqualTo(1);

		lease.succeed();
		lease.succeed();
		Outcome late = lease.fail(new IOException("late"));
		lease.end(Outcome.NOT_SENT, null);
		lease.close();

		assertThat(late).isEqualTo(Outcome.SUCCESS);
		assertThat(manual.pool().openLeases()).isZero();
		EndpointSnapshot.Counts counts = manual.endpoint("a").counts();
		assertThat(counts).isEqualTo(new EndpointSnapshot.Counts(1, 0, 0, 100, 0));
		assertThat(manual.endpoint("a").lastFailure()).isNull();
	}

	@ParameterizedTest
	@EnumSource(Outcome.class)
	void booksWhatTheOutcomeSays(Outcome outcome) {
		ManualPool manual = ManualPool.of("a");

		manual.pool().lease().end(outcome, null);

		EndpointSnapshot.Counts counts = manual.endpoint("a").counts();
		assertThat(counts.successes()).isEqualTo((outcome.booking() == Outcome.Booking.SUCCESS) ? 1 : 0);
		assertThat(counts.failures()).isEqualTo((outcome.booking() == Outcome.Booking.FAILURE) ? 1 : 0);
		assertThat(counts.openLeases()).isZero();
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void outcomeIsBookedOnTheLeasedEndpointThoughAnotherIsSelectedByThen() {
		ManualPool manual = ManualPool.of("a", "b");
		Lease<String> lease = manual.pool().lease();
		manual.fail("a", 1);
		assertThat(manual.pool().select()).map(Endpoint::id).contains("b");

		lease.fail(new IOException("broken"));

		assertThat(lease.endpoint().id()).isEqualTo("a");
		assertThat(manual.endpoint("a").counts().failures()).isEqualTo(2);
		assertThat(manual.endpoint("b").counts().failures()).isZero();
	}

	@Test
	void lateFailureOfAnOlderGenerationIsCountedAndMovesNothing() {
		ManualPool manual = ManualPool.of("a", "b");
		Lease<String> old = manual.lease("a");
		manual.pool().isolate("a", "disk");
		manual.pool().restore("a", "new disk");
		EndpointSnapshot<String> before = manual.endpoint("a");

		old.fail(new IOException("broken"));

		EndpointSnapshot<String> after = manual.endpoint("a");
		assertThat(before.generation()).isEqualTo(1);
		assertThat(old.generation()).isZero();
		assertThat(after.generation()).isEqualTo(before.generation());
		assertThat(after.status()).isEqualTo(before.status());
		assertThat(after.counts()).isEqualTo(new EndpointSnapshot.Counts(0, 1, 0, 100, 0));
	}

	@Test
	void lateSuccessOfAnOlderGenerationEndsNoIsolationAndNoTrial() {
		ManualPool manual = ManualPool.of("a", "b");
		List<Lease<String>> old = List.of(manual.lease("a"), manual.lease("a"), manual.lease("a"));
		manual.fail("a", 3);
		Lease<String> other = manual.lease("b");

		old.forEach(Lease::succeed);

		assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
		assertThat(manual.endpoint("a").counts().successes()).isEqualTo(3);
		other.succeed();
	}

	@Test
	void lateFailureDoesNotEndATrialOfTheNewGeneration() {
		ManualPool manual = ManualPool.of("a");
		Lease<String> old = manual.pool().lease();
		manual.fail("a", 3);
		manual.time().advance(Duration.ofSeconds(26));
		Lease<String> trial = manual.pool().lease();

		old.fail(new IOException("late"));

		assertThat(manual.health("a")).isEqualTo(HealthState.PROBATION);
		trial.succeed();
		assertThat(manual.health("a")).isEqualTo(HealthState.PROBATION);
	}

	@Test
	void closingWithoutAnOutcomeWarnsOncePerPoolAndBooksNothing() {
		ManualPool manual = ManualPool.of("a");
		List<String> warnings;

		try (LogCapture log = new LogCapture()) {
			manual.pool().lease().close();
			manual.pool().lease().close();
			warnings = log.warnings();
		}

		assertThat(warnings).singleElement().asString().contains("[billing]", "lease on a", "succeed()");
		assertThat(manual.endpoint("a").counts()).isEqualTo(new EndpointSnapshot.Counts(0, 0, 0, 100, 0));
		assertThat(manual.changes()).isEmpty();
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void closingAfterAnOutcomeWarnsNobody() {
		ManualPool manual = ManualPool.of("a");

		try (LogCapture log = new LogCapture()) {
			manual.use();

			assertThat(log.warnings()).isEmpty();
		}
	}

	@Test
	void failReturnsWhatTheClassifierSays() {
		ManualPool manual = ManualPool.of("a");
		Lease<String> refused = manual.pool().lease();
		Lease<String> unknown = manual.pool().lease();

		assertThat(refused.fail(new java.net.ConnectException("refused"))).isEqualTo(Outcome.NOT_SENT);
		assertThat(unknown.fail(new IOException("reset"))).isEqualTo(Outcome.MAYBE_APPLIED);
	}

	@Test
	void remainingIsTheEarlierOfBothTimeouts() {
		ManualPool manual = ManualPool.of((builder) -> builder.attemptTimeout(Duration.ofSeconds(3)), "a");
		Lease<String> lease = manual.pool().lease();
		Lease<String> shorter = manual.pool()
			.lease(CallOptions.<String>builder().timeout(Duration.ofSeconds(2)).build());
		manual.time().advance(Duration.ofSeconds(1));

		assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(2));
		assertThat(shorter.remaining()).isEqualTo(Duration.ofSeconds(1));
		manual.time().advance(Duration.ofSeconds(5));
		assertThat(lease.remaining()).isZero();
		lease.succeed();
		shorter.succeed();
	}

	@Test
	void closedPoolGrantsNothingAndOpenLeasesStayValid() throws Exception {
		ManualPool manual = ManualPool.of("a");
		Lease<String> open = manual.pool().lease();

		manual.pool().close();
		manual.pool().close();

		assertThatIllegalStateException().isThrownBy(() -> manual.pool().lease())
			.withMessageContaining("\"billing\" is closed");
		assertThatIllegalStateException().isThrownBy(() -> manual.pool().call((target) -> target));
		assertThat(manual.pool().drain(Duration.ZERO)).isFalse();
		open.succeed();
		assertThat(manual.endpoint("a").counts().successes()).isEqualTo(1);
		assertThat(manual.pool().drain(Duration.ZERO)).isTrue();
	}

	@Test
	void drainWaitsForTheLastOpenLease() {
		try (EndpointPool<String> pool = EndpointPool.of("a")) {
			Lease<String> first = pool.lease();
			Lease<String> second = pool.lease();
			CompletableFuture<Boolean> drained = Background.supply(() -> drain(pool));

			first.succeed();
			assertThat(drained).isNotDone();
			second.succeed();

			assertThat(drained).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
		}
	}

	@Test
	void drainedPoolLeasesAgainWhenResumedAndDrainsAgain() throws Exception {
		ManualPool manual = ManualPool.of("a");
		manual.pool().drain(Duration.ZERO);

		manual.pool().resume();

		try (Lease<String> lease = manual.pool().lease()) {
			assertThat(manual.pool().drain(Duration.ZERO)).as("with an open lease").isFalse();
			lease.succeed();
		}
		assertThat(manual.pool().drain(Duration.ZERO)).isTrue();
	}

	@Test
	void closedPoolIsNotResumed() {
		ManualPool manual = ManualPool.of("a");
		manual.pool().close();

		assertThatIllegalStateException().isThrownBy(manual.pool()::resume).withMessageContaining("is closed");
	}

	@Test
	void drainOfAnIdlePoolReturnsAtOnce() throws Exception {
		ManualPool manual = ManualPool.of("a");
		manual.use();

		assertThat(manual.pool().drain(Duration.ZERO)).isTrue();
	}

	@Test
	void aliasesAreUniqueInThePool() {
		ManualPool manual = ManualPool.of("http://b/x", "https://b:80/x", "b-80/x", "c");

		assertThat(manual.pool().endpoints().stream().map(EndpointSnapshot::alias)).containsExactly("b-80-x",
				"b-80-x-2", "b-80-x-3", "c");
		manual.pool().isolate("b-80-x-2", "disk");
		assertThat(manual.endpoint("https://b:80/x").status().admin()).isEqualTo(AdminState.MAINTENANCE);
		assertThat(manual.pool().isolated()).hasSize(1);
	}

	@Test
	void addedEndpointTakesPartAtOnce() {
		ManualPool manual = ManualPool.of("a");
		manual.pool().add(Endpoint.builder("b").weight(2).build());
		manual.pool().add(Endpoint.of("c"), AdminState.MAINTENANCE);

		assertThat(manual.pool().endpoints()).extracting((endpoint) -> endpoint.endpoint().id())
			.containsExactly("a", "b", "c");
		assertThat(manual.pool().available()).hasSize(2);
		assertThat(manual.endpoint("b").history().reason()).isEqualTo("added");
		assertThat(manual.use()).isEqualTo("b");
		assertThat(manual.endpoint("c").status().admin()).isEqualTo(AdminState.MAINTENANCE);
	}

	@Test
	void idThatIsThereIsRefused() {
		ManualPool manual = ManualPool.of("http://a");

		assertThatIllegalArgumentException().isThrownBy(() -> manual.pool().add(Endpoint.of("http://A:80/")))
			.withMessageContaining("\"billing\" has two endpoints with the id \"http://a:80\"");
		assertThatIllegalArgumentException().isThrownBy(() -> ManualPool.of("a", "a"));
		assertThat(manual.pool().endpoints()).hasSize(1);
	}

	@Test
	void openLeaseSurvivesTheRemovalOfItsEndpoint() {
		ManualPool manual = ManualPool.of("a", "b");
		Lease<String> lease = manual.lease("a");

		manual.pool().remove("a");
		lease.succeed();

		assertThat(manual.pool().openLeases()).isZero();
		assertThat(manual.pool().endpoints()).extracting((endpoint) -> endpoint.endpoint().id()).containsExactly("b");
		assertThat(manual.use()).isEqualTo("b");
	}

	@Test
	void endpointThatIsRemovedAndAddedAgainIsANewOne() {
		ManualPool manual = ManualPool.of("a", "b");
		Lease<String> old = manual.lease("a");
		manual.pool().remove("a");
		manual.pool().add(Endpoint.of("a"));

		old.fail(new IOException("broken"));

		assertThat(manual.endpoint("a").counts().failures()).isZero();
		assertThat(manual.endpoint("a").lastFailure()).isNull();
	}

	@Test
	void unknownNameIsAClearErrorWithTheNamesThatThereAre() {
		ManualPool manual = ManualPool.of("a", "b");

		for (String wrong : List.of("x", "http://user:secret@x")) {
			assertThatIllegalArgumentException().isThrownBy(() -> manual.pool().remove(wrong))
				.withMessageContaining("expected: one of [a, b]")
				.withMessageNotContaining("secret");
			assertThatIllegalArgumentException().isThrownBy(() -> manual.pool().isolate(wrong, ""));
			assertThatIllegalArgumentException().isThrownBy(() -> manual.pool().restore(wrong, ""));
			assertThat(manual.pool().endpoint(wrong)).isEmpty();
		}
	}

	@Test
	void poolWithOwnTimeClosesWithoutATrace() {
		EndpointPool<String> pool = EndpointPool
			.create(PoolDefinition.<String>builder("own").targets(List.of("a")).build());

		pool.call(UnaryOperator.<String>identity()::apply);
		pool.close();

		assertThat(pool.calls().succeeded()).isEqualTo(1);
		assertThatIllegalStateException().isThrownBy(pool::lease);
	}

	@Test
	void idComesBeforeTheAliasOfAnother() {
		ManualPool manual = ManualPool.of("http://a:80", "a-80");

		manual.pool().isolate("a-80", "disk");

		assertThat(manual.pool().isolated()).extracting((endpoint) -> endpoint.endpoint().id()).containsExactly("a-80");
		assertThat(manual.endpoint("a-80").endpoint().id()).isEqualTo("a-80");
	}

	@Test
	void onlyAnOperatorLiftsMaintenance() {
		ManualPool manual = ManualPool.of("a");
		manual.fail("a", 3);
		manual.time().advance(Duration.ofSeconds(26));
		manual.succeed("a");
		List<Lease<String>> trials = List.of(manual.lease("a"), manual.lease("a"));
		manual.pool().isolate("a", "disk");

		trials.forEach(Lease::succeed);

		assertThat(manual.endpoint("a").status().admin()).isEqualTo(AdminState.MAINTENANCE);
		assertThat(manual.health("a")).isEqualTo(HealthState.UP);
	}

	@Test
	void restorePolicyDoesNotLiftMaintenanceThatBeginsWhileItDecides() {
		AtomicReference<EndpointPool<String>> pool = new AtomicReference<>();
		ManualPool manual = ManualPool.of((builder) -> builder.restore((endpoint) -> {
			pool.get().isolate("a", "disk");
			return true;
		}), "a", "b");
		pool.set(manual.pool());
		manual.fail("a", 3);

		manual.use();

		assertThat(manual.endpoint("a").status().admin()).isEqualTo(AdminState.MAINTENANCE);
	}

	@Test
	void abortThatIsRegisteredAfterTheCloseOfThePoolIsNoError() {
		EndpointPool<String> pool = EndpointPool.of("a");
		Lease<String> open = pool.lease();
		pool.close();

		open.onAbort(() -> {
		});
		open.succeed();

		assertThat(pool.openLeases()).isZero();
	}

	private static boolean drain(EndpointPool<String> pool) {
		try {
			return pool.drain(Duration.ofSeconds(10));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
