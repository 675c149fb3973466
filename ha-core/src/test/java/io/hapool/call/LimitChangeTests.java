package io.hapool.call;

import java.util.List;
import java.time.Duration;
import io.hapool.pool.Outcome;
import io.hapool.pool.LeaseLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointsBusyException;
import io.hapool.pool.Lease;
import io.hapool.pool.NoEndpointAvailableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What ends a wait for a lease, beside a lease that comes back.
 */
class LimitChangeTests extends LimitedPool {

	@Test
	void higherLimitServesThoseWhoWait() throws InterruptedException {
		limit(1, 1, LONG);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();
		CompletableFuture<String> answer = pool.callAsync(CompletableFuture::completedFuture);
		awaitThat(() -> pool.waiting() == 1);

		limit(2, 1, LONG);

		assertThat(answer.join()).isIn("a", "b");
		first.succeed();
		second.succeed();
	}

	@Test
	void addedEndpointServesThoseWhoWait() throws InterruptedException {
		limit(1, 1, LONG);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();
		CompletableFuture<String> answer = pool.callAsync(CompletableFuture::completedFuture);
		awaitThat(() -> pool.waiting() == 1);

		pool.add(Endpoint.of("c"));

		assertThat(answer.join()).isEqualTo("c");
		first.succeed();
		second.succeed();
	}

	@Test
	void waitersFailWhenNobodyIsLeft() throws InterruptedException {
		limit(1, 1, LONG);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();
		CompletableFuture<Exception> failure = new CompletableFuture<>();
		start(() -> {
			try {
				pool.call(String::length);
			}
			catch (NoEndpointAvailableException ex) {
				failure.complete(ex);
			}
		});
		awaitThat(() -> pool.waiting() == 1);

		pool.drain("a", "test");
		pool.drain("b", "test");

		assertThat(failure.join()).isNotInstanceOf(EndpointsBusyException.class)
			.hasMessageContaining("a DRAINING; b DRAINING");
		first.succeed();
		second.succeed();
	}

	@Test
	void closedPoolKeepsNobodyWaiting() throws InterruptedException {
		limit(1, 1, LONG);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();
		CompletableFuture<Exception> failure = new CompletableFuture<>();
		start(() -> {
			try {
				pool.call(String::length);
			}
			catch (IllegalStateException ex) {
				failure.complete(ex);
			}
		});
		awaitThat(() -> pool.waiting() == 1);

		pool.close();

		assertThat(failure.join()).hasMessage("Pool \"billing\" is closed");
		first.succeed();
		second.succeed();
	}

	@Test
	void callWaitsForThePinnedEndpoint() {
		limit(1, 1, LONG);
		pool.pin("b", "test");
		Lease<String> first = pool.lease();

		CompletableFuture<String> answer = pool.callAsync(CompletableFuture::completedFuture);
		assertThat(answer).isNotDone();
		first.succeed();

		assertThat(first.target()).isEqualTo("b");
		assertThat(answer.join()).isEqualTo("b");
	}

	@Test
	void interruptEndsTheWait() throws InterruptedException {
		limit(1, 1, LONG);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();
		CompletableFuture<Boolean> flag = new CompletableFuture<>();
		Thread waiter = start(() -> {
			try {
				pool.call(String::length);
			}
			catch (EndpointsBusyException ex) {
				flag.complete(Thread.currentThread().isInterrupted() && ex.getMessage().contains("interrupted"));
			}
		});
		awaitThat(() -> pool.waiting() == 1);

		waiter.interrupt();

		assertThat(flag.join()).isTrue();
		assertThat(pool.waiting()).isZero();
		first.succeed();
		second.succeed();
	}

	@Test
	void freeOneOfTwoPinnedIsLeased() {
		pool.update(pool.definition()
			.toBuilder()
			.noEndpoints()
			.endpoints(List.of(Endpoint.of("a"), Endpoint.builder("b").tier(1).build(), Endpoint.of("c")))
			.limits(new LeaseLimits(1, 1, LONG, LONG))
			.build());
		pool.pin("a", "test");
		pool.pin("b", "test");

		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();

		assertThat(List.of(first.target(), second.target())).containsExactly("a", "b");
		first.succeed();
		second.succeed();
	}

	@Test
	void whatHangsOnAnIsolatedEndpointKeepsNoOtherFromItsTrial() {
		limit(1, 0, LONG);
		pool.update(pool.definition()
			.toBuilder()
			.isolationRules(ManualPool.BY_COUNT.withConsecutiveFailures(1)
				.withDuration(Duration.ofNanos(1), Duration.ofNanos(1)))
			.build());
		Lease<String> hangs = pool.lease(CallOptions.<String>builder().select(ManualPool.only("a")).build());
		pool.isolateWhere((endpoint) -> true);

		assertThat(this.<String>ask((target) -> target)).isEqualTo("b");
		hangs.end(Outcome.EXEMPT, null);
	}

	@Test
	void errorOfAPolicyIsThatOfItsCallAlone() throws InterruptedException {
		limit(1, 2, LONG);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		AtomicBoolean broken = new AtomicBoolean();
		CallOptions<String> options = CallOptions.<String>builder().select((candidates) -> {
			if (broken.get()) {
				throw new AssertionError("of the policy");
			}
			return candidates.get(0);
		}).build();
		start(() -> failure.complete(catchThrowable(() -> pool.call(options, String::length))));
		awaitThat(() -> pool.waiting() == 1);
		CompletableFuture<String> answer = pool.callAsync(CompletableFuture::completedFuture);
		awaitThat(() -> pool.waiting() == 2);
		broken.set(true);

		first.succeed();

		assertThat(failure.join()).hasMessage("of the policy");
		assertThat(answer.join()).isIn("a", "b");
		second.succeed();
	}

	@Test
	void asynchronousCallIsRefusedAtOnceWhenTheQueueIsFull() {
		limit(1, 1, LONG);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();
		CompletableFuture<String> waits = pool.callAsync(CompletableFuture::completedFuture);
		awaitThat(() -> pool.waiting() == 1);

		CompletableFuture<String> refused = pool.callAsync(CompletableFuture::completedFuture);

		assertThat(refused).isCompletedExceptionally();
		first.succeed();
		assertThat(waits.join()).isIn("a", "b");
		second.succeed();
	}

}
