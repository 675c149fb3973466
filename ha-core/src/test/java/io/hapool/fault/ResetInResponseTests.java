package io.hapool.fault;

import java.time.Duration;
import java.util.Set;

import io.hapool.pool.IsolationPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault 6: an endpoint resets connections in the middle of its responses. A call that is
 * not idempotent is sent once, however it ends; an idempotent one succeeds elsewhere.
 */
@MeasuresTime
@Timeout(120)
class ResetInResponseTests {

	@Test
	void callThatIsNotIdempotentIsSentOnce() {
		verify(FaultScene.start((definition) -> definition.isolation(IsolationPolicy.never())), Duration.ofSeconds(2));
	}

	@Test
	@Tag("fault")
	void callThatIsNotIdempotentIsSentOnceWhileTheEndpointComesAndGoes() {
		verify(FaultScene.start(), Duration.ofSeconds(6));
	}

	private static void verify(FaultScene started, Duration length) {
		try (FaultScene scene = started) {
			BackendProcess broken = scene.backend(0);
			broken.mode(BackendMode.RESET_MID_RESPONSE);
			MixedLoad load = MixedLoad.run(scene, length);

			Set<String> readByBroken = broken.requests().keySet();
			load.verifyIdempotentSucceededAndOthersWereSentOnce();
			assertThat(load.result().failed()).isNotEmpty()
				.allSatisfy((sample) -> assertThat(readByBroken).contains(sample.id()));
			scene.verify(load.result());
		}
	}

}
