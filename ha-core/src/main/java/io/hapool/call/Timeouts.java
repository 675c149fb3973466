package io.hapool.call;

import java.time.Duration;

/**
 * The check that all timeouts share.
 */
final class Timeouts {

	private Timeouts() {
	}

	static Duration check(String name, Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException(name + ": " + timeout + " (expected: > 0)");
		}
		return timeout;
	}

}
