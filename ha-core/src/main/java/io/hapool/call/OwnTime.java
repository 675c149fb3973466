package io.hapool.call;

import io.hapool.event.EventPublisher;
import io.hapool.time.SystemTime;

/**
 * The clock, the threads and the events of a pool that shares them with no other. They
 * end with it.
 */
record OwnTime(SystemTime time, EventPublisher events) implements AutoCloseable {

	static <T> EndpointPool<T> pool(PoolDefinition<T> definition) {
		SystemTime time = new SystemTime();
		OwnTime own = new OwnTime(time, new EventPublisher(time));
		try {
			return new FailoverPool<>(definition, time, own.events, own);
		}
		catch (RuntimeException ex) {
			own.close();
			throw ex;
		}
	}

	@Override
	public void close() {
		events.close();
		time.close();
	}

}
