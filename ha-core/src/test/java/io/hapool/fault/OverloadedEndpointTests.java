package io.hapool.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.hapool.call.CallOptions;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.HealthState;
import io.hapool.pool.Outcome;
import io.hapool.pool.SelectionPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 18: one of three answers 429 and asks for less for a second. It gets a tenth of
 * its weight as long as it goes on so, and is never isolated; no call fails, and soon
 * after it has its share again.
 */
@MeasuresTime
@Timeout(60)
class OverloadedEndpointTests {

	private static final Logger logger = LoggerFactory.getLogger(OverloadedEndpointTests.class);

	private static final CallOptions<URI> AS_USUAL = CallOptions.<URI>builder().build();

	private static final int PER_SECOND = 200;

	@Test
	void shareFallsAndComesBack() {
		overload(2);
	}

	@Test
	@Tag("fault")
	void shareStaysLowAsLongAsItIsAskedFor() {
		overload(6);
	}

	private static void overload(int seconds) {
		try (FaultScene scene = FaultScene.start(
				(definition) -> definition.selection(SelectionPolicy.weighted()).classifier(new OverloadClassifier()));
				OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, (id) -> call(scene, id))) {
			scene.awaitAllUp();

			BackendProcess overloaded = scene.backend(0);
			overloaded.mode(BackendMode.STATUS429);
			double share = share(scene, overloaded, load, seconds * PER_SECOND);
			overloaded.mode(BackendMode.OK);
			await("the time for which it asked for less")
				.untilAsserted(() -> assertThat(share(scene, overloaded, load, PER_SECOND / 2)).isBetween(0.2, 0.47));
			LoadResult result = load.stop();

			logger.info("The share of the overloaded one is {} %", Math.round(100 * share));
			assertThat(share).isBetween(0.005, 0.1);
			assertThat(result.failed()).isEmpty();
			assertThat(scene.log().entries()).hasSize(3)
				.allSatisfy((entry) -> assertThat(entry.change().to().health()).isEqualTo(HealthState.UP));
			assertThat(scene.endpoint(overloaded).counts().failures()).isZero();
			scene.verify(result);
		}
	}

	/** The requests that one of the backends got of some calls. */
	private static double share(FaultScene scene, BackendProcess one, OpenLoopLoad load, int calls) {
		int its = one.requestCount();
		int all = scene.requests().size();
		load.awaitCalls(calls);
		return (one.requestCount() - its) / (double) (scene.requests().size() - all);
	}

	private static void call(FaultScene scene, String id) throws Exception {
		scene.call(AS_USUAL, (lease) -> {
			HttpResponse<String> response = HttpAttempts.send(lease, id);
			if (response.statusCode() == 429) {
				throw new OverloadedException(response);
			}
			return response.statusCode();
		});
	}

	private static final class OverloadedException extends IOException {

		private static final long serialVersionUID = 1;

		private final long seconds;

		OverloadedException(HttpResponse<?> response) {
			super("Status " + response.statusCode());
			this.seconds = response.headers().firstValueAsLong("Retry-After").orElseThrow();
		}

	}

	private static final class OverloadClassifier implements FailureClassifier {

		@Override
		public @Nullable Outcome classify(Throwable failure) {
			return (failure instanceof OverloadedException) ? Outcome.OVERLOADED
					: FailureClassifier.standard().classify(failure);
		}

		@Override
		public @Nullable Duration retryAfter(Throwable failure) {
			return (failure instanceof OverloadedException overloaded) ? Duration.ofSeconds(overloaded.seconds) : null;
		}

	}

}
