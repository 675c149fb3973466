package io.hapool.call;

import java.io.IOException;

import io.hapool.pool.Candidates;
import io.hapool.pool.EndpointView;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationPolicy;
import io.hapool.pool.RestorePolicy;
import io.hapool.pool.SelectionPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of hapool's documents, in our words.
 */
class HapoolExampleTests {

	@Test
	void neverIsolate() {
		ManualPool manual = ManualPool.of((builder) -> builder.isolation(IsolationPolicy.never()), "a");

		manual.fail("a", 50);

		assertThat(manual.pool().isolated()).isEmpty();
	}

	@Test
	void firstFirst() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection((candidates) -> candidates.get(0)), "a", "b");
		manual.fail("a", 2);

		assertThat(manual.use()).isEqualTo("a");
	}

	@Test
	void successToRecover() {
		ManualPool manual = ManualPool.of("a", "b");
		manual.succeed("a");
		manual.fail("a", 3);
		manual.fail("b", 3);

		manual.pool().restoreWhere((endpoint) -> endpoint.successes() > 0);

		assertThat(manual.pool().available()).extracting((endpoint) -> endpoint.endpoint().id()).containsExactly("a");
	}

	@Test
	void ownAlgorithmDecidesAllThree() {
		AwesomeAlgorithm algorithm = new AwesomeAlgorithm();
		ManualPool manual = ManualPool
			.of((builder) -> builder.selection(algorithm).isolation(algorithm).restore(algorithm), "a", "b");
		manual.succeed("a");
		manual.fail("a", 10);
		boolean isolatedByFailures = !manual.pool().isolated().isEmpty();
		manual.pool().isolateWhere((endpoint) -> true);

		assertThat(isolatedByFailures).isFalse();
		assertThat(manual.use()).isEqualTo("a");
		assertThat(manual.health("b")).isEqualTo(HealthState.ISOLATED);
	}

	@Test
	void requestGoesToTheNextServerUntilItIsThrough() throws IOException {
		ManualPool manual = ManualPool.of("master-1", "master-2", "master-3");

		String answer = manual.pool().call((server) -> {
			if (!server.equals("master-3")) {
				throw new IOException("connection refused by " + server);
			}
			return "pods of " + server;
		});

		assertThat(answer).isEqualTo("pods of master-3");
	}

	/** hapool's example of a complete strategy. */
	private static final class AwesomeAlgorithm
			implements SelectionPolicy<String>, IsolationPolicy<String>, RestorePolicy<String> {

		@Override
		public EndpointView<String> select(Candidates<String> candidates) {
			return candidates.get(0);
		}

		@Override
		public boolean isolates(EndpointView<String> endpoint) {
			return false;
		}

		@Override
		public boolean restores(EndpointView<String> endpoint) {
			return endpoint.successes() > 0;
		}

	}

}
