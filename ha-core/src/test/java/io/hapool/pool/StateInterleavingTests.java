package io.hapool.pool;

import java.time.Instant;
import java.util.function.UnaryOperator;

import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Concurrent transitions give what the pure functions give one after the other: no
 * transition is lost, no generation falls, no token is invented.
 */
class StateInterleavingTests {

	@Test
	void transitionsAreThoseOfTheSequentialState() {
		Interleavings.of(Writes.class, Transitions.class).stress(8, 150);
	}

	@Test
	@Tag("fault")
	void transitionsAreThoseOfTheSequentialStateInManyScenarios() {
		Interleavings.of(Writes.class, Transitions.class).stress(40, 300);
	}

	private static String text(EndpointState state) {
		return state.health() + " generation " + state.generation() + ", failures " + state.consecutiveFailures()
				+ ", isolations " + state.isolation().count() + ", trials " + state.trials().open() + " open "
				+ state.trials().successes() + " succeeded";
	}

	private static boolean mayTry(EndpointState state) {
		return !state.health().isSelectable() && state.trials().hasToken();
	}

	private static Judgement judge(EndpointState counted) {
		boolean isolates = !counted.isSelectable() || counted.consecutiveFailures() >= 2;
		return isolates ? Judgement.ISOLATE : Judgement.NOTHING;
	}

	@Param(name = "generation", gen = IntGen.class, conf = "0:2")
	public static class Writes {

		private final OneEndpoint scene = new OneEndpoint();

		private final EndpointSnapshot.Failure last = new EndpointSnapshot.Failure(Instant.EPOCH, Outcome.MAYBE_APPLIED,
				null);

		@Operation
		public void succeed(@Param(name = "generation") int generation) {
			scene.writer.succeeded(scene.endpoint, generation);
		}

		@Operation
		public boolean fail(@Param(name = "generation") int generation) {
			return scene.writer.failed(scene.endpoint, generation, last, StateInterleavingTests::judge);
		}

		@Operation
		public void isolate() {
			scene.writer.isolate(scene.endpoint, "isolated");
		}

		@Operation
		public void restore() {
			scene.writer.restore(scene.endpoint, "restored");
		}

		@Operation
		public boolean beginTrial() {
			long word = scene.endpoint.word();
			while (mayTry(scene.endpoint.state(word))) {
				if (scene.writer.beginTrial(scene.endpoint, word)) {
					return true;
				}
				word = scene.endpoint.word();
			}
			return false;
		}

		@Operation
		public void endTrial(@Param(name = "generation") int generation) {
			scene.writer.endedWithoutWord(scene.endpoint, generation);
		}

		@Operation
		public String look() {
			return text(scene.endpoint.state());
		}

	}

	public static class Transitions {

		/** The initial one at first: Lincheck cannot look into this record. */
		private EndpointState state;

		private EndpointState state() {
			return (state != null) ? state : EndpointState.INITIAL;
		}

		public void succeed(int generation) {
			within(generation, (before) -> before.afterSuccess(OneEndpoint.RULES, 0));
		}

		public boolean fail(int generation) {
			EndpointStatus before = state().status();
			within(generation, (any) -> {
				EndpointState counted = any.afterFailure();
				return (judge(counted) == Judgement.ISOLATE) ? isolated(counted) : counted;
			});
			return !before.equals(state().status());
		}

		public void isolate() {
			state = state().isSelectable() ? isolated(state()) : state();
		}

		public void restore() {
			state = state().isSelectable() ? state() : state().restored(HealthState.UNKNOWN, 0);
		}

		public boolean beginTrial() {
			boolean begins = mayTry(state());
			state = begins ? state().trialBegun(0, 0) : state();
			return begins;
		}

		public void endTrial(int generation) {
			within(generation, EndpointState::afterNothing);
		}

		public String look() {
			return text(state());
		}

		private void within(int generation, UnaryOperator<EndpointState> transition) {
			state = (state().generation() == generation) ? transition.apply(state()) : state();
		}

		private static EndpointState isolated(EndpointState before) {
			return before.isolated(OneEndpoint.RULES, 0, 1);
		}

	}

}
