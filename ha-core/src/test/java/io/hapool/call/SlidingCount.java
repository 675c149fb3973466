package io.hapool.call;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often something happened within the last so many seconds.
 */
final class SlidingCount {

	private final Deque<Long> moments = new ArrayDeque<>();

	private final long length;

	SlidingCount(Duration length) {
		this.length = length.toNanos();
	}

	void add(long now) {
		moments.add(now);
		count(now);
	}

	int count(long now) {
		while (!moments.isEmpty() && now - moments.element() > length) {
			moments.remove();
		}
		return moments.size();
	}

}
