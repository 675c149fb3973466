package io.hapool.pool;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.annotations.Validate;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A lease ends once, whoever ends it, and nothing of it is left.
 */
class LeaseInterleavingTests {

	@Test
	void endsOnceWhoeverEndsIt() {
		Interleavings.of(Ends.class, FirstEnds.class).stress(5, 50);
	}

	@Test
	@Tag("fault")
	void endsOnceWhoeverEndsItInManyScenarios() {
		Interleavings.of(Ends.class, FirstEnds.class).stress(25, 100);
	}

	/** Lease 0 is that of a call, lease 1 is by hand. */
	@Param(name = "lease", gen = IntGen.class, conf = "0:1")
	public static class Ends {

		private final OneEndpoint scene = new OneEndpoint();

		private final List<Lease<String>> leases = List.of(scene.lease(), scene.leaseByHand());

		private final AtomicIntegerArray registered = new AtomicIntegerArray(2);

		private final AtomicIntegerArray aborted = new AtomicIntegerArray(2);

		@Operation
		public void succeed(@Param(name = "lease") int lease) {
			leases.get(lease).succeed();
		}

		@Operation
		public Outcome fail(@Param(name = "lease") int lease) {
			return leases.get(lease).fail(new IOException("broken"));
		}

		@Operation
		public void close(@Param(name = "lease") int lease) {
			leases.get(lease).close();
		}

		@Operation
		public void onAbort(@Param(name = "lease") int lease) {
			registered.incrementAndGet(lease);
			leases.get(lease).onAbort(() -> aborted.incrementAndGet(lease));
		}

		@Operation
		public void abortAll() {
			scene.endpoint.aborts.forEach(Aborts::abort);
		}

		@Validate
		public void nothingIsLeft() {
			leases.forEach(Lease::close);
			PooledEndpoint<String> endpoint = scene.endpoint;
			long booked = endpoint.failures() + endpoint.neutral.sum() + endpoint.window(0, 1).successes();
			boolean atMostOnce = aborted.get(0) <= registered.get(0) && aborted.get(1) <= registered.get(1);
			if (endpoint.openLeases() != 0 || endpoint.ended() != 2 || booked != 2 || !atMostOnce
					|| !endpoint.aborts.isEmpty()) {
				throw new IllegalStateException(endpoint.openLeases() + " open, " + endpoint.ended() + " ended, "
						+ booked + " booked, aborts: " + aborted + " of " + registered + ", waiting: "
						+ endpoint.aborts.size() + " (expected: 0, 2, 2, none twice, 0)");
			}
		}

	}

	public static class FirstEnds {

		private final Outcome[] ends = new Outcome[2];

		public void succeed(int lease) {
			end(lease, Outcome.SUCCESS);
		}

		public Outcome fail(int lease) {
			return end(lease, Outcome.MAYBE_APPLIED);
		}

		public void close(int lease) {
			end(lease, Outcome.CANCELLED);
		}

		public void onAbort(int lease) {
		}

		public void abortAll() {
		}

		private Outcome end(int lease, Outcome outcome) {
			ends[lease] = (ends[lease] != null) ? ends[lease] : outcome;
			return ends[lease];
		}

	}

}
