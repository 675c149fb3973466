package io.hapool.reactive;

import io.hapool.context.CurrentLease;
import io.hapool.pool.Lease;
import reactor.core.publisher.Mono;

/**
 * The lease of the attempt that a reactive chain is part of.
 */
public final class ReactiveLeaseContext {

	private ReactiveLeaseContext() {
	}

	/**
	 * Returns the current lease, from the Reactor context.
	 * @return the lease, or empty outside of an attempt
	 */
	public static Mono<Lease<?>> current() {
		return Mono.deferContextual((context) -> Mono
			.justOrEmpty(context.<CurrentLease.Frame>getOrEmpty(CurrentLease.KEY).map(CurrentLease.Frame::lease)));
	}

}
