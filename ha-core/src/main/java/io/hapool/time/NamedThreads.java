package io.hapool.time;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes daemon threads with a name that an operator recognises in a thread dump.
 */
final class NamedThreads implements ThreadFactory {

	private final AtomicInteger count = new AtomicInteger();

	private final String prefix;

	NamedThreads(String prefix) {
		this.prefix = prefix;
	}

	@Override
	public Thread newThread(Runnable task) {
		Thread thread = new Thread(task, prefix + "-" + count.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

}
