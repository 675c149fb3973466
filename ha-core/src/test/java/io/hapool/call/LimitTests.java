package io.hapool.call;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.pool.EndpointsBusyException;
import io.hapool.pool.Lease;
import io.hapool.pool.LeaseLimits;
import io.hapool.pool.NoEndpointAvailableException;
import io.hapool.pool.SelectionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Leases per endpoint, and the queue of those who wait for one.
 */
class LimitTests extends LimitedPool {

	@Test
	void fullEndpointIsPassedOver() {
		limit(1, 0, LONG);

		try (Lease<String> first = pool.lease(); Lease<String> second = pool.lease()) {
			assertThat(List.of(first.target(), second.target())).containsExactlyInAnyOrder("a", "b");
			assertThat(pool.leaseIfAny()).isNull();
			first.succeed();
			second.succeed();
		}
		assertThat(pool.openLeases()).isZero();
	}

	@Test
	void callIsRefusedWithALimitAndNoQueue() {
		limit(1, 0, LONG);

		try (Lease<String> first = pool.lease(); Lease<String> second = pool.lease()) {
			assertThatExceptionOfType(EndpointsBusyException.class).isThrownBy(() -> pool.call(String::length))
				.isInstanceOf(NoEndpointAvailableException.class)
				.withMessage("All endpoints of pool \"billing\" that the call may have are at"
						+ " limits.leases-per-endpoint: 1, and limits.queue is 0: none waits");
			first.succeed();
			second.succeed();
		}
		assertThat(pool.calls().failed()).isOne();
		assertThat(pool.calls().started()).isOne();
	}

	@Test
	void stickyPoolComesBackFromWhereItWentOnlyForTheLimit() {
		pool.close();
		pool = EndpointPool.create(definition((builder) -> builder.selection(SelectionPolicy.sticky())), time, events);
		limit(1, 0, LONG);

		try (Lease<String> first = pool.lease()) {
			assertThat(first.target()).isEqualTo("a");
			assertThat(this.<String>ask((target) -> target)).isEqualTo("b");
			first.succeed();
		}

		assertThat(this.<String>ask((target) -> target)).isEqualTo("a");
	}

	@Test
	void waitersAreServedInTheirOrder() throws InterruptedException {
		limit(1, 8, LONG);
		ConcurrentLinkedQueue<Integer> served = new ConcurrentLinkedQueue<>();
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();

		for (int i = 0; i < 8; i++) {
			int number = i;
			start(() -> pool.run((target) -> served.add(number)));
			awaitThat(() -> pool.waiting() == number + 1);
		}
		first.succeed();
		awaitThat(() -> served.size() == 8);
		second.succeed();

		assertThat(served).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
		awaitThat(() -> pool.waiting() == 0);
		assertThat(pool.openLeases()).isZero();
	}

	@Test
	void nobodyOvertakesThoseWhoWait() throws InterruptedException {
		limit(1, 1, LONG);
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();
		start(() -> pool.run((target) -> {
			inside.countDown();
			leave.await();
		}));
		awaitThat(() -> pool.waiting() == 1);

		assertThat(pool.leaseIfAny()).isNull();
		first.succeed();
		inside.await();

		assertThat(pool.leaseIfAny()).isNull();
		second.succeed();
		assertThat(this.<String>ask((target) -> target)).isIn("a", "b");
		leave.countDown();
	}

	@Test
	void fullQueueRefuses() throws InterruptedException {
		limit(1, 1, LONG);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();
		start(() -> pool.run((target) -> {
		}));
		awaitThat(() -> pool.waiting() == 1);

		assertThatExceptionOfType(EndpointsBusyException.class).isThrownBy(() -> pool.lease().close())
			.withMessageEndingWith("limits.leases-per-endpoint: 1, and limits.queue: 1 wait already");
		first.succeed();
		second.succeed();
	}

	@Test
	void waitEndsWithTheQueueTimeoutOrWithTheCallsOwn() {
		limit(1, 1, Duration.ofMillis(30));

		try (Lease<String> first = pool.lease(); Lease<String> second = pool.lease()) {
			assertThatExceptionOfType(EndpointsBusyException.class).isThrownBy(() -> pool.call(String::length))
				.withMessageEndingWith("and no lease came back within 30 ms");
			limit(1, 1, LONG);
			CallOptions<String> quick = CallOptions.<String>builder().timeout(Duration.ofMillis(20)).build();
			assertThatExceptionOfType(EndpointsBusyException.class).isThrownBy(() -> pool.call(quick, String::length))
				.withMessageMatching(".* no lease came back within 1?\\d ms");
			first.succeed();
			second.succeed();
		}
		assertThat(pool.waiting()).isZero();
	}

	@Test
	void callThatFailedWaitsForTheEndpointThatItHasNotTried() throws InterruptedException {
		limit(1, 1, LONG);
		Lease<String> taken = pool.lease();
		ConcurrentLinkedQueue<String> tried = new ConcurrentLinkedQueue<>();

		CompletableFuture<String> answer = new CompletableFuture<>();
		start(() -> answer.complete(ask((target) -> {
			tried.add(target);
			if (tried.size() == 1) {
				throw new IOException(target + " is broken");
			}
			return target;
		})));
		awaitThat(() -> pool.waiting() == 1);
		taken.succeed();

		assertThat(answer.join()).isEqualTo(taken.target());
		assertThat(tried).hasSize(2).doesNotHaveDuplicates();
	}

	/** Neither who finds room in the queue nor who finds none. */
	@ParameterizedTest
	@ValueSource(ints = { 2, 1 })
	void waiterWhoMayNotHaveWhatIsFreeHoldsUpNobody(int queue) {
		limit(1, queue, LONG);
		Lease<String> taken = pool.lease();
		String other = taken.target().equals("a") ? "b" : "a";
		AtomicInteger attempts = new AtomicInteger();
		start(() -> ask((target) -> {
			if (attempts.getAndIncrement() == 0) {
				throw new IOException(target + " is broken");
			}
			return target;
		}));
		awaitThat(() -> pool.waiting() == 1);

		assertThat(this.<String>ask((target) -> target)).isEqualTo(other);
		assertThat(pool.<String>callAsync(CompletableFuture::completedFuture).join()).isEqualTo(other);
		taken.succeed();
		awaitThat(() -> attempts.get() == 2);
	}

	@Test
	@Timeout(10) // less than it would wait
	void cancelledCallLeavesItsPlaceInTheQueue() {
		limit(1, 1, LONG);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();
		CompletableFuture<String> cancelled = pool.callAsync(CompletableFuture::completedFuture);
		awaitThat(() -> pool.waiting() == 1);

		cancelled.cancel(false);
		awaitThat(() -> pool.waiting() == 0);
		CompletableFuture<String> next = pool.callAsync(CompletableFuture::completedFuture);
		assertThat(next).isNotDone();
		first.succeed();

		assertThat(next.join()).isEqualTo(first.target());
		second.succeed();
		awaitThat(() -> pool.openLeases() == 0);
	}

	@Test
	void asynchronousCallDoesNotKeepItsCallerWaiting() {
		limit(1, 1, LONG);
		Lease<String> first = pool.lease();
		Lease<String> second = pool.lease();

		CompletableFuture<String> answer = pool.callAsync(CompletableFuture::completedFuture);
		assertThat(answer).isNotDone();
		first.succeed();

		assertThat(answer.join()).isEqualTo(first.target());
		second.succeed();
	}

	@Test
	void limitHoldsUnderLoadAndNothingIsLost() throws InterruptedException {
		limit(2, 64, LONG);
		AtomicInteger[] inside = { new AtomicInteger(), new AtomicInteger() };
		AtomicInteger most = new AtomicInteger();
		AtomicInteger done = new AtomicInteger();
		for (int i = 0; i < 16; i++) {
			start(() -> {
				for (int call = 0; call < 500; call++) {
					pool.run((target) -> {
						int now = inside[target.charAt(0) - 'a'].incrementAndGet();
						most.accumulateAndGet(now, Math::max);
						Thread.yield();
						inside[target.charAt(0) - 'a'].decrementAndGet();
					});
					done.incrementAndGet();
				}
			});
		}
		for (Thread thread : started) {
			thread.join();
		}

		assertThat(done).hasValue(16 * 500);
		assertThat(most).hasValue(2);
		assertThat(pool.openLeases()).isZero();
		assertThat(pool.waiting()).isZero();
		assertThat(pool.calls().succeeded()).isEqualTo(16 * 500);
	}

	@Test
	void limitsSayWhatToWrite() {
		assertThatIllegalArgumentException().isThrownBy(() -> new LeaseLimits(0, 5, LONG, LONG))
			.withMessage("limits.queue: 5 (expected: limits.leases-per-endpoint beside it, without which nobody ever"
					+ " waits)");
		assertThatIllegalArgumentException().isThrownBy(() -> new LeaseLimits(-1, 0, LONG, LONG))
			.withMessage("limits.leases-per-endpoint: -1 (expected: 0 to 100000)");
	}

}
