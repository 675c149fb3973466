package io.hapool.call;

import java.util.concurrent.CompletableFuture;

import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointsBusyException;
import io.hapool.pool.Lease;
import io.hapool.pool.NoEndpointAvailableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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

}
