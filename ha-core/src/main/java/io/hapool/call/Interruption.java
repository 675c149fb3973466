package io.hapool.call;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Interrupts the thread of one attempt, as long as the attempt lasts and never after: the
 * interrupt and the end of the attempt are ordered by one atomic state. The flag that it
 * has set is cleared at the end.
 * <p>
 * Interrupts of others that come before it are kept. Those that come between it and the
 * end of the attempt cannot be told from it, for a thread has one flag, and are lost.
 */
final class Interruption {

	private enum Phase {

		RUNNING, INTERRUPTING, INTERRUPTED, OVER

	}

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);

	private final Thread thread;

	/**
	 * @param thread the thread of the attempt
	 */
	Interruption(Thread thread) {
		this.thread = thread;
	}

	/**
	 * Interrupts the attempt unless it has ended.
	 */
	void interrupt() {
		if (!phase.compareAndSet(Phase.RUNNING, Phase.INTERRUPTING)) {
			return;
		}
		boolean ours = !thread.isInterrupted();
		if (ours) {
			thread.interrupt();
		}
		// what somebody else has set is not for us to clear
		phase.set(ours ? Phase.INTERRUPTED : Phase.OVER);
	}

	/**
	 * Ends the attempt, on its own thread. Ending it again has no effect.
	 * @return whether this interrupted it
	 */
	boolean end() {
		if (phase.compareAndSet(Phase.RUNNING, Phase.OVER)) {
			return false;
		}
		while (phase.get() == Phase.INTERRUPTING) {
			// the interrupt must not come later; it takes no longer than setting a flag
			// and, on some channels, closing one
			Thread.yield();
		}
		boolean ours = phase.getAndSet(Phase.OVER) == Phase.INTERRUPTED;
		if (ours) {
			Thread.interrupted();
		}
		return ours;
	}

}
