package io.hapool.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.call.EndpointPools;
import io.hapool.event.EventPublisher;
import io.hapool.event.HaEvent;
import io.hapool.event.Subscription;
import io.hapool.pool.EndpointAdded;
import io.hapool.pool.EndpointRemoved;
import io.hapool.pool.PoolClosed;
import io.hapool.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the pools. They read the engine's counters when they are scraped; a call
 * pays nothing for them. Those of endpoints come and go with the endpoints, a tenth of a
 * second later, as far as the pool tells of them: one that was made with an
 * {@link EventPublisher} of its own keeps those that it started with.
 */
public class PoolMetrics implements MeterBinder, AutoCloseable {

	/** Many that come at once are looked at once. */
	private static final Duration DELAY = Duration.ofMillis(100);

	private final List<PoolMeters> meters = new CopyOnWriteArrayList<>();

	private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

	private final AtomicBoolean renewing = new AtomicBoolean();

	private final EndpointPools pools;

	private final EventPublisher events;

	private final Time time;

	private final PoolMeters.Scope scope;

	/**
	 * Creates the binder.
	 * @param pools the pools to measure
	 * @param events what tells of endpoints that come and go
	 * @param time the clock
	 * @param maxEndpoints how many endpoints of each pool have a meter of their own
	 * @param calls what measures calls
	 */
	public PoolMetrics(EndpointPools pools, EventPublisher events, Time time, int maxEndpoints, CallMeters calls) {
		this.pools = pools;
		this.events = events;
		this.time = time;
		this.scope = new PoolMeters.Scope(maxEndpoints, calls);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (subscription.get() == null) {
			Subscription fresh = events.subscribe(this::onEvent);
			if (!subscription.compareAndSet(null, fresh)) {
				fresh.close();
			}
		}
		pools.all().forEach((pool) -> {
			PoolMeters bound = new PoolMeters(pool, registry, scope);
			meters.add(bound);
			bound.renew();
		});
	}

	private void onEvent(HaEvent event) {
		if (event instanceof PoolClosed closed) {
			meters.stream().filter((bound) -> bound.areOf(closed.pool())).forEach(PoolMeters::close);
		}
		boolean concerns = event instanceof EndpointAdded || event instanceof EndpointRemoved;
		if (!concerns || !renewing.compareAndSet(false, true)) {
			return;
		}
		try {
			time.schedule(this::renew, DELAY);
		}
		catch (RejectedExecutionException ex) {
			renewing.set(false); // nothing comes or goes any more
		}
	}

	private void renew() {
		renewing.set(false);
		meters.forEach(PoolMeters::renew);
	}

	/**
	 * Takes all meters away.
	 */
	@Override
	public void close() {
		Subscription current = subscription.getAndSet(null);
		if (current != null) {
			current.close();
		}
		meters.forEach(PoolMeters::close);
		meters.clear();
	}

}
