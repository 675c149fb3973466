package io.hapool.metrics;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

import io.hapool.event.EventPublisher;
import io.hapool.event.HaEvent;
import io.hapool.event.Subscription;
import io.hapool.redis.DatabaseState;
import io.hapool.redis.RedisDatabases;
import io.hapool.redis.SubscriptionMoved;
import io.hapool.redis.SwitchReason;
import io.hapool.redis.WorkRepeated;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of the Redis databases, beside those that they have as the endpoints of a
 * pool: how often another was selected and why, which one is, and what went on elsewhere.
 */
public class RedisMetrics implements MeterBinder, AutoCloseable {

	private final List<MultiGauge> selected = new CopyOnWriteArrayList<>();

	private final LongAdder repeated = new LongAdder();

	private final LongAdder moved = new LongAdder();

	private final RedisDatabases databases;

	private final Subscription subscription;

	/**
	 * Creates the binder.
	 * @param databases what to measure
	 * @param events what tells of databases that come, go and are selected
	 */
	public RedisMetrics(RedisDatabases databases, EventPublisher events) {
		this.databases = databases;
		this.subscription = events.subscribe(this::onEvent);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (SwitchReason reason : SwitchReason.values()) {
			FunctionCounter
				.builder("ha.redis.switches", databases, (redis) -> redis.switches().getOrDefault(reason, 0L))
				.description("How often another database was selected")
				.tag("reason", reason.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
		FunctionCounter.builder("ha.redis.work.repeated", repeated, LongAdder::sum)
			.description("Pipelines and transactions that were begun again")
			.register(registry);
		FunctionCounter.builder("ha.redis.subscriptions.moved", moved, LongAdder::sum)
			.description("How often somebody who listens went on at another connection")
			.register(registry);
		MultiGauge gauge = MultiGauge.builder("ha.redis.selected")
			.description("1 for the database that commands go to, 0 for the others")
			.register(registry);
		selected.add(gauge);
		renew(gauge);
	}

	private void onEvent(HaEvent event) {
		if (event instanceof WorkRepeated) {
			repeated.increment();
		}
		else if (event instanceof SubscriptionMoved) {
			moved.increment();
		}
		else if (RedisDatabases.POOL.equals(event.pool())) {
			selected.forEach(this::renew);
		}
	}

	private void renew(MultiGauge gauge) {
		gauge.register(databases.all().stream().map(this::row).toList(), true);
	}

	private MultiGauge.Row<?> row(DatabaseState database) {
		return MultiGauge.Row.of(Tags.of("database", database.name()), () -> isSelected(database.name()) ? 1 : 0);
	}

	private boolean isSelected(String name) {
		return databases.find(name).map(DatabaseState::isSelected).orElse(false);
	}

	@Override
	public void close() {
		subscription.close();
	}

}
