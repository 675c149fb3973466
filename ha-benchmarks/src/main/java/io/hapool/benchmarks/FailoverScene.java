package io.hapool.benchmarks;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Two servers of their own for each run, and what stands before the first.
 */
final class FailoverScene implements AutoCloseable {

	private final LocalRedis east = LocalRedis.start();

	private final LocalRedis west = LocalRedis.start();

	private final @Nullable CuttingProxy proxy;

	FailoverScene(FailoverFault fault) {
		this.proxy = fault.needsProxy() ? new CuttingProxy(east.port()) : null;
		fault.prepare(this);
	}

	FailoverClient connect(FailoverContender contender) {
		return contender.connect((proxy != null) ? proxy.port() : east.port(), west.port());
	}

	LocalRedis server() {
		return east;
	}

	LocalRedis other() {
		return west;
	}

	CuttingProxy proxy() {
		return Objects.requireNonNull(proxy, "no proxy (expected: a fault that needs one)");
	}

	@Override
	public void close() {
		if (proxy != null) {
			proxy.close();
		}
		east.close();
		west.close();
	}

}
