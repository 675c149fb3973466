package io.hapool.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The checks that values of this package share. Each error says value and expectation.
 */
final class Checks {

	private Checks() {
	}

	static void atLeast(String name, int value, int least) {
		if (value < least) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
		}
	}

	static void between(String name, int value, int least, int most) {
		if (value < least || value > most) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
		}
	}

	/** Who writes 50 and means 50% must not get a rule that never applies. */
	static void share(String name, Ratio value) {
		if (value.value() > 1) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: <= 100%)");
		}
	}

	static void positive(String name, @Nullable Duration value) {
		if (value != null && (value.isNegative() || value.isZero())) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
		}
	}

	static void notLess(String name, Duration value, Duration least) {
		if (value.compareTo(least) < 0) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
		}
	}

}
