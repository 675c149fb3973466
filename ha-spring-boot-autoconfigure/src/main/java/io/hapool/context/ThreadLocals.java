package io.hapool.context;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;

/**
 * The thread locals that are registered with Micrometer's context-propagation.
 */
final class ThreadLocals {

	/** What a caller did not have, a later attempt does not have either. */
	private static final ContextSnapshotFactory FACTORY = ContextSnapshotFactory.builder().clearMissing(true).build();

	private ThreadLocals() {
	}

	static CallContext.Carried capture(Object... sources) {
		ContextSnapshot snapshot = FACTORY.captureAll(sources);
		return () -> snapshot.setThreadLocals()::close;
	}

}
