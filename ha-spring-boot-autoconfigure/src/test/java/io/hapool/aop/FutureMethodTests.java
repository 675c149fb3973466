package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Idempotence;
import io.hapool.annotation.Leased;
import io.hapool.call.AttemptTimeoutException;
import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPool;
import io.hapool.pool.EndpointSnapshot;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.hapool.aop.BillingContext.pool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Annotated methods that return a {@code CompletableFuture} or a {@code CompletionStage}.
 */
class FutureMethodTests {

	@Test
	void secondEndpointAnswersAfterTheFirstHasFailedLater() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			CompletableFuture<String> answer = service.find("7", null);

			service.attempts().get(0).completeExceptionally(new CompletionException(new IOException("reset")));
			service.awaitAttempt(2).complete("answer of two");

			assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("answer of two");
			assertThat(service.tried()).containsExactly("7 http://one", "7 http://two");
			assertThat(pool(context).calls()).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
			assertThat(pool(context).openLeases()).isZero();
		});
	}

	@Test
	void stageBehavesAsAFuture() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			CompletableFuture<String> answer = service.stage(null).toCompletableFuture();

			service.attempts().get(0).completeExceptionally(new IOException("reset"));
			service.awaitAttempt(2).complete("answer of two");

			assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("answer of two");
		});
	}

	@Test
	void lastOriginalExceptionIsGivenWithTheOthersSuppressed() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			CompletableFuture<String> answer = service.find("7", null);
			IOException first = new IOException("first");
			IOException second = new IOException("second");
			IOException last = new IOException("last");

			service.attempts().get(0).completeExceptionally(first);
			service.awaitAttempt(2).completeExceptionally(second);
			service.awaitAttempt(3).completeExceptionally(last);

			assertThatThrownBy(() -> answer.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
				.cause()
				.isSameAs(last);
			assertThat(last.getSuppressed()).containsExactly(first, second);
		});
	}

	@Test
	void cancellingGivesTheLeaseBackAndBooksNothing() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			CompletableFuture<String> answer = service.find("7", null);

			answer.cancel(true);

			assertThat(service.attempts()).singleElement().satisfies((attempt) -> assertThat(attempt).isCancelled());
			EndpointPool<?> pool = pool(context);
			assertThat(pool.openLeases()).isZero();
			assertThat(pool.endpoint("http://one:80").orElseThrow().counts())
				.extracting(EndpointSnapshot.Counts::successes, EndpointSnapshot.Counts::failures)
				.containsExactly(0L, 0L);
			assertThat(pool.calls().attempts()).isEqualTo(1);
		});
	}

	@Test
	void callEndsWithItsDeadline() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			List<Duration> taken = new ArrayList<>();

			for (int i = 0; i < 5; i++) {
				long begun = System.nanoTime();
				CompletableFuture<String> answer = service.soon(null);
				assertThatThrownBy(() -> answer.get(5, TimeUnit.SECONDS))
					.hasCauseInstanceOf(AttemptTimeoutException.class);
				taken.add(Duration.ofNanos(System.nanoTime() - begun));
			}

			Collections.sort(taken);
			assertThat(taken.get(2)).isBetween(Duration.ofMillis(200), Duration.ofMillis(450));
			// the caller does not wait for it
			Awaitility.await().until(() -> service.attempts().stream().allMatch(CompletableFuture::isCancelled));
			assertThat(pool(context).openLeases()).isZero();
		});
	}

	@Test
	void whatMustNotRunTwiceDoesNot() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			CompletableFuture<String> answer = service.once(null);
			IOException failure = new IOException("reset");

			service.attempts().get(0).completeExceptionally(failure);

			assertThatThrownBy(answer::get).cause().isSameAs(failure);
			assertThat(service.tried()).hasSize(1);
		});
	}

	@Test
	void whatTheMethodThrowsComesThroughItsFuture() {
		BillingContext.runner(Service.class).run((context) -> {
			CompletableFuture<String> answer = context.getBean(Service.class).throwing(null);

			assertThatThrownBy(() -> answer.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
			assertThat(pool(context).calls()).isEqualTo(new CallCounts(1, 0, 1, 3, 1));
		});
	}

	static class Service {

		private final List<String> tried = new CopyOnWriteArrayList<>();

		List<String> tried() {
			return tried;
		}

		private final List<CompletableFuture<String>> attempts = new CopyOnWriteArrayList<>();

		List<CompletableFuture<String>> attempts() {
			return attempts;
		}

		@HighlyAvailable("billing")
		public CompletableFuture<String> find(String id, @Leased @Nullable URI endpoint) {
			return begin(id + " " + endpoint);
		}

		@HighlyAvailable("billing")
		public CompletionStage<String> stage(@Leased @Nullable URI endpoint) {
			return begin("stage " + endpoint).minimalCompletionStage();
		}

		@HighlyAvailable(pool = "billing", timeout = "200ms")
		public CompletableFuture<String> soon(@Leased @Nullable URI endpoint) {
			return begin("soon " + endpoint);
		}

		@HighlyAvailable(pool = "billing", idempotent = Idempotence.NO)
		public CompletableFuture<String> once(@Leased @Nullable URI endpoint) {
			return begin("once " + endpoint);
		}

		@HighlyAvailable("billing")
		public CompletableFuture<String> throwing(@Leased @Nullable URI endpoint) {
			throw new IllegalStateException("thrown at " + endpoint);
		}

		CompletableFuture<String> awaitAttempt(int number) {
			return BillingContext.await(attempts, number);
		}

		private CompletableFuture<String> begin(String what) {
			CompletableFuture<String> attempt = new CompletableFuture<>();
			tried.add(what);
			attempts.add(attempt);
			return attempt;
		}

	}

}
