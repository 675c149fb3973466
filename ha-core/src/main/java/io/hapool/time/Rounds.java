package io.hapool.time;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that one thread does at a time, without a lock: who comes while another does it
 * leaves it to that one to do it once more. So after each request there is a round that
 * began after it. All requests to one object are for the same work.
 * <p>
 * Thread-safe.
 */
public final class Rounds {

	private final AtomicInteger wanted = new AtomicInteger();

	/**
	 * Does the work until nobody has asked for it meanwhile, or leaves that to whoever
	 * does it now.
	 * @param work what to do; what it throws ends the rounds of this thread, and the next
	 * request begins anew
	 */
	public void run(Runnable work) {
		if (wanted.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		boolean done = false;
		try {
			do {
				work.run();
				seen = wanted.addAndGet(-seen);
			}
			while (seen != 0);
			done = true;
		}
		finally {
			if (!done) {
				wanted.set(0);
			}
		}
	}

}
