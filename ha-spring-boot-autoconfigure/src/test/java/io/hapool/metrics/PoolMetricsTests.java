package io.hapool.metrics;

import java.io.IOException;
import java.net.URI;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.metrics.autoconfigure.MetricsAutoConfiguration;
import io.hapool.pool.Lease;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class PoolMetricsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(
				org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, PoolsAutoConfiguration.class,
				MetricsAutoConfiguration.class))
		.withPropertyValues("ha.pools.billing.endpoints=http://one:8080,http://two:8080",
				"ha.pools.billing.selection=sticky");

	@Test
	void metersCountAttemptsAndFailovers() {
		this.contextRunner.run((context) -> {
			MeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
			EndpointPool<URI> pool = context.getBean(EndpointPools.class).get("billing", URI.class);

			pool.call(URI::getHost);
			String host = pool.call((endpoint) -> {
				if (endpoint.getHost().equals("one")) {
					throw new IOException("reset");
				}
				return endpoint.getHost();
			});

			assertThat(host).isEqualTo("two");
			assertThat(registry.get("ha.attempts").tag("pool", "billing").functionCounter().count()).isEqualTo(3);
			assertThat(registry.get("ha.failovers").tag("pool", "billing").functionCounter().count()).isEqualTo(1);
		});
	}

	@Test
	void gaugesShowOpenLeasesAndStates() {
		this.contextRunner.run((context) -> {
			MeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
			EndpointPool<URI> pool = context.getBean(EndpointPools.class).get("billing", URI.class);

			try (Lease<URI> lease = pool.lease()) {
				assertThat(registry.get("ha.leases.open").tag("pool", "billing").gauge().value()).isEqualTo(1);
				lease.succeed();
			}
			pool.isolate("two-8080", "repair");

			assertThat(registry.get("ha.leases.open").gauge().value()).isZero();
			assertThat(state(registry, "one-8080")).isEqualTo(1);
			assertThat(state(registry, "two-8080")).isZero();
		});
	}

	@Test
	void thereIsOneMeterPerPoolAndOneGaugePerEndpoint() {
		this.contextRunner.withPropertyValues("ha.pools.payment.endpoints=http://three").run((context) -> {
			MeterRegistry registry = context.getBean(SimpleMeterRegistry.class);

			assertThat(registry.find("ha.attempts").meters()).hasSize(2);
			assertThat(registry.find("ha.endpoint.state").meters()).hasSize(3);
		});
	}

	private static double state(MeterRegistry registry, String alias) {
		return registry.get("ha.endpoint.state").tag("pool", "billing").tag("endpoint", alias).gauge().value();
	}

}
