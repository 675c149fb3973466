package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

import io.hapool.call.EndpointPool;
import io.hapool.event.EventPublisher;
import io.hapool.time.Time;

/**
 * Makes the pools of the environment; the bean definitions of
 * {@link EndpointPoolRegistrar} call it.
 */
class EndpointPoolFactory {

	private final Set<String> names = new ConcurrentSkipListSet<>();

	private volatile PoolResolver resolver;

	private final Time time;

	private final EventPublisher events;

	EndpointPoolFactory(PoolResolver resolver, Time time, EventPublisher events) {
		this.resolver = resolver;
		this.time = time;
		this.events = events;
	}

	EndpointPool<URI> create(String name) {
		names.add(name);
		return EndpointPool.create(resolver.resolve(name), time, events);
	}

	/** Of the pools that have been made. */
	Set<String> names() {
		return names;
	}

	PoolResolver resolver() {
		return resolver;
	}

	/** Pools that are made from now on are made by it. */
	void use(PoolResolver resolver) {
		this.resolver = resolver;
	}

}
