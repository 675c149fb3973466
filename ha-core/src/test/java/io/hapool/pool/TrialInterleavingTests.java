package io.hapool.pool;

import java.io.IOException;
import java.util.Arrays;

import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.annotations.Validate;
import org.jetbrains.kotlinx.lincheck.paramgen.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Leases of an endpoint whose isolation is over: never more trials than there are tokens,
 * and each comes back.
 */
class TrialInterleavingTests {

	/** With those of the parts before and after. */
	private static final int THREADS = 8;

	@Test
	void trialsAreThoseOfTheSequentialState() {
		Interleavings.of(Trials.class, Tokens.class).stress(5, 50);
	}

	@Test
	@Tag("fault")
	void trialsAreThoseOfTheSequentialStateInManyScenarios() {
		Interleavings.of(Trials.class, Tokens.class).stress(25, 100);
	}

	/** Each thread has one lease at most. */
	@Param(name = "thread", gen = ThreadIdGen.class)
	public static class Trials {

		private final OneEndpoint scene = new OneEndpoint();

		@SuppressWarnings({ "unchecked", "rawtypes" })
		private final Lease<String>[] held = new Lease[THREADS];

		public Trials() {
			scene.isolateUntilNow();
		}

		@Operation
		public int lease(@Param(name = "thread") int thread) {
			if (held[thread] == null) {
				held[thread] = scene.lease();
			}
			return generation(thread);
		}

		@Operation
		public int leaseByHand(@Param(name = "thread") int thread) {
			if (held[thread] == null) {
				held[thread] = scene.leaseByHand();
			}
			return generation(thread);
		}

		@Operation
		public void succeed(@Param(name = "thread") int thread) {
			if (held[thread] != null) {
				held[thread].succeed();
				held[thread] = null;
			}
		}

		@Operation
		public void fail(@Param(name = "thread") int thread) {
			if (held[thread] != null) {
				held[thread].fail(new IOException("broken"));
				held[thread] = null;
			}
		}

		@Operation
		public void close(@Param(name = "thread") int thread) {
			if (held[thread] != null) {
				held[thread].close();
				held[thread] = null;
			}
		}

		@Validate
		public void eachOpenTrialIsHeld() {
			EndpointState state = scene.endpoint.state();
			int open = 0;
			int trials = 0;
			for (int thread = 0; thread < THREADS; thread++) {
				open += (held[thread] != null) ? 1 : 0;
				trials += (generation(thread) == state.generation()) ? 1 : 0;
			}
			trials = state.isSelectable() ? 0 : trials;
			if (state.trials().open() != trials || scene.leases.openLeases() != open) {
				throw new IllegalStateException(state.trials().open() + " trials and " + scene.leases.openLeases()
						+ " leases are open (expected: " + trials + " and " + open + ")");
			}
		}

		private int generation(int thread) {
			return (held[thread] != null) ? held[thread].generation() : -1;
		}

	}

	public static class Tokens {

		private static final long NOW = OneEndpoint.RULES.maxDuration().toNanos();

		private final int[] held = new int[THREADS];

		/** Isolated at first: Lincheck cannot look into this record. */
		private EndpointState state;

		public Tokens() {
			Arrays.fill(held, -1);
		}

		public int lease(int thread) {
			if (held[thread] < 0 && state().isSelectable()) {
				held[thread] = state().generation();
			}
			else if (held[thread] < 0 && state().isTrialDue(NOW)) {
				state = state().trialBegun(NOW, NOW + 1);
				held[thread] = state.generation();
			}
			return held[thread];
		}

		public int leaseByHand(int thread) {
			return lease(thread);
		}

		public void succeed(int thread) {
			end(thread, state().afterSuccess(OneEndpoint.RULES, NOW));
		}

		public void fail(int thread) {
			EndpointState counted = state().afterFailure();
			boolean isolates = !counted.isSelectable() || counted.consecutiveFailures() >= 2;
			end(thread, isolates ? counted.isolated(OneEndpoint.RULES, NOW, 1) : counted);
		}

		public void close(int thread) {
			end(thread, state().afterNothing());
		}

		private void end(int thread, EndpointState next) {
			state = (held[thread] == state().generation()) ? next : state;
			held[thread] = -1;
		}

		private EndpointState state() {
			return (state != null) ? state : EndpointState.INITIAL.isolated(OneEndpoint.RULES, 0, 1);
		}

	}

}
