package io.hapool.actuate;

import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import io.hapool.TestBackend;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.event.EventPublisher;
import io.hapool.metrics.CallMeters;
import io.hapool.metrics.PoolMetrics;
import io.hapool.pool.Lease;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.time.ManualTime;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An endpoint on its way out and back in, as operators see it.
 */
class EndpointStatesTests {

	private final ManualTime time = new ManualTime();

	private final URI refusing = TestBackend.refusing();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class))
		.withBean(Time.class, () -> new LateTime(this.time))
		.withPropertyValues("ha.pools.billing.endpoints[0].uri=" + this.refusing, "ha.pools.billing.endpoints[0].id=b1",
				"ha.pools.billing.isolation.duration=20s");

	@Test
	void outOverSuspectAndBackOverTrialsAndRampUp() {
		this.contextRunner.run((context) -> {
			EndpointPools pools = context.getBean(EndpointPools.class);
			EndpointPool<URI> pool = pools.get("billing", URI.class);

			refuse(pool);
			assertSeen(pools, "SUSPECT", true);

			this.time.advance(Duration.ofMillis(1));
			assertSeen(pools, "ISOLATED", false);

			this.time.advance(Duration.ofSeconds(26));
			succeed(pool);
			assertSeen(pools, "PROBATION", false);

			succeed(pool);
			succeed(pool);
			assertSeen(pools, "RAMPING", true);

			this.time.advance(Duration.ofSeconds(11));
			succeed(pool);
			assertSeen(pools, "UP", true);
		});
	}

	private static void assertSeen(EndpointPools pools, String state, boolean selectable) {
		EndpointDescriptor descriptor = (EndpointDescriptor) new HaEndpoint(pools, new EventPublisher(new ManualTime()),
				new ManualTime(), null)
			.part("pools", "billing", "b1");
		assertThat(descriptor.state()).isEqualTo(state);
		assertThat(descriptor.health()).hasToString(state);
		assertThat(descriptor.admin()).hasToString("READY");
		assertThat(descriptor.selectable()).isEqualTo(selectable);
		assertThat(descriptor.isolationEndsIn() != null).isEqualTo(state.equals("ISOLATED"));

		HealthIndicator indicator = (HealthIndicator) new PoolsHealthContributor(pools, (pool) -> DownWhen.ALL)
			.getContributor("billing");
		Health health = indicator.health();
		assertThat(health.getStatus()).isEqualTo(selectable ? Status.UP : Status.DOWN);
		assertThat(health.getDetails().get("endpoints").toString()).contains("state=" + state);

		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new PoolMetrics(pools, new EventPublisher(new ManualTime()), new ManualTime(), 100, CallMeters.COUNTERS)
			.bindTo(registry);
		assertThat(registry.get("ha.endpoint.state").gauge().value()).isEqualTo(selectable ? 1 : 0);
	}

	private static void refuse(EndpointPool<URI> pool) {
		CallOptions<URI> once = CallOptions.<URI>builder().maxAttempts(1).build();
		catchThrowable(() -> pool.call(once, (endpoint) -> {
			throw new ConnectException("Connection refused");
		}));
	}

	private static void succeed(EndpointPool<URI> pool) {
		try (Lease<URI> lease = pool.lease()) {
			lease.succeed();
		}
	}

	/** Probes nothing before time passes. */
	private record LateTime(ManualTime time) implements Time {

		@Override
		public long nanos() {
			return this.time.nanos();
		}

		@Override
		public Instant wallClock() {
			return this.time.wallClock();
		}

		@Override
		public ScheduledTask schedule(Runnable task, Duration delay) {
			return this.time.schedule(task, delay.plusMillis(1));
		}

		@Override
		public void sleep(Duration duration) {
			this.time.sleep(duration);
		}

	}

}
