package io.hapool.pool.autoconfigure;

import java.time.Duration;

import io.hapool.call.EndpointPool;
import io.hapool.event.EventPublisher;
import io.hapool.event.Subscription;
import io.hapool.time.Deadline;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Passes the engine's events to the application's listeners, and ends leasing when the
 * context stops: after the web server has finished its requests, and waiting for the
 * leases that are open.
 */
class PoolsLifecycle implements SmartLifecycle {

	/**
	 * Stops after the web server, whose phases are {@code Integer.MAX_VALUE - 1024} and -
	 * 2048.
	 */
	static final int PHASE = Integer.MAX_VALUE - 4096;

	private static final Logger logger = LoggerFactory.getLogger(PoolsLifecycle.class);

	private final ObjectProvider<EndpointPool<?>> pools;

	private final EventPublisher events;

	private final ApplicationEventPublisher application;

	private final Time time;

	private final Duration timeout;

	private volatile @Nullable Subscription subscription;

	private volatile boolean stopped;

	PoolsLifecycle(ObjectProvider<EndpointPool<?>> pools, EventPublisher events, ApplicationEventPublisher application,
			Time time, Duration timeout) {
		this.pools = pools;
		this.events = events;
		this.application = application;
		this.time = time;
		this.timeout = timeout;
	}

	@Override
	public void start() {
		if (stopped) {
			pools.forEach(EndpointPool::resume); // a context may stop and start again, as
													// between tests
			stopped = false;
		}
		subscription = events.subscribe(application::publishEvent);
	}

	@Override
	public void stop() {
		stopped = true;
		Deadline deadline = Deadline.after(time, timeout);
		try {
			for (EndpointPool<?> pool : pools) {
				if (!pool.drain(deadline.remaining())) {
					logger.warn("[{}] {} leases have not ended within {}", pool.name(), pool.openLeases(), timeout);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		Subscription current = subscription;
		if (current != null) {
			current.close();
		}
		subscription = null;
	}

	@Override
	public boolean isRunning() {
		return subscription != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
