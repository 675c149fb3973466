package io.hapool.hung;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hapool.pool.Lease;

/**
 * The attempts of calls: where they went, and how long they took beyond the time that
 * their lease gave them.
 */
final class Attempts {

	private final List<URI> tried = new CopyOnWriteArrayList<>();

	private final List<Duration> late = new CopyOnWriteArrayList<>();

	private final Protocol protocol;

	Attempts(Protocol protocol) {
		this.protocol = protocol;
	}

	String ask(Lease<URI> lease) throws Exception {
		this.tried.add(lease.target());
		long begun = System.nanoTime();
		Duration remaining = lease.remaining();
		try {
			return this.protocol.ask(lease);
		}
		finally {
			this.late.add(Duration.ofNanos(System.nanoTime() - begun).minus(remaining));
		}
	}

	Protocol protocol() {
		return this.protocol;
	}

	List<URI> tried() {
		return this.tried;
	}

	/** How much the first attempt overran; below zero if it ended early. */
	Duration lateness() {
		return this.late.get(0);
	}

}
