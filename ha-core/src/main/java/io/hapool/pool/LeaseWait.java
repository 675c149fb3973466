package io.hapool.pool;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Where somebody who no longer wants a lease ends the wait for it, whether it has begun
 * or not.
 */
public final class LeaseWait {

	private static final Runnable OVER = () -> {
	};

	private final AtomicReference<@Nullable Runnable> end = new AtomicReference<>();

	/**
	 * Ends the wait, and those that would follow.
	 */
	public void end() {
		Runnable waiting = end.getAndSet(OVER);
		if (waiting != null) {
			waiting.run();
		}
	}

	/**
	 * @param end ends it; may run at once, and twice
	 */
	void begun(Runnable end) {
		if (!this.end.compareAndSet(null, end)) {
			end.run();
		}
	}

	void ended(Runnable end) {
		this.end.compareAndSet(end, null);
	}

}
