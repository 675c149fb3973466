package io.hapool.pool.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pools that follow the environment when Spring Cloud says that it has changed.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolsRefreshTests {

	private final Map<String, Object> properties = new ConcurrentHashMap<>(
			Map.of("ha.pools.billing.endpoints", "http://a,http://b", "ha.pools.billing.timeout", "4s"));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, PoolsRefreshAutoConfiguration.class))
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("changing", properties)));

	@Test
	void endpointsAndNumbersFollowTheEnvironment() {
		runner.run((context) -> {
			pool(context).isolate("http://b:80", "test");
			change(context,
					Map.of("ha.pools.billing.endpoints", "http://b,http://c", "ha.pools.billing.timeout", "2s"));

			assertThat(ids(context)).containsExactly("http://b:80", "http://c:80");
			assertThat(pool(context).isolated()).hasSize(1);
			assertThat(timeout(context)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
		});
	}

	@Test
	void defaultsFollowTheEnvironment() {
		runner.run((context) -> {
			change(context, Map.of("ha.defaults.idempotent", "false"));

			assertThat(pool(context).isIdempotent()).isFalse();
		});
	}

	@Test
	void mistakeChangesNothingAndSaysWhatToWrite(CapturedOutput output) {
		runner.run((context) -> {
			change(context, Map.of("ha.pools.billing.endpoints", "http://c", "ha.pools.billing.timeout", "soon"));

			assertThat(ids(context)).containsExactly("http://a:80", "http://b:80");
			assertThat(output).contains("The environment has changed, but pools stay as they are:"
					+ " ha.pools.billing.timeout: \"soon\" is not a duration with its unit, such as 500ms, 10s or 5m")
				.contains("Write a duration with its unit, such as 500ms, 10s or 5m for ha.pools.billing.timeout.");

			change(context, Map.of("ha.pools.billing.timeout", "1s", "ha.pools.billing.selection", "none"));

			assertThat(ids(context)).containsExactly("http://a:80", "http://b:80");
			assertThat(output).contains("ha.pools.billing.selection: there is no selection policy \"none\"");
		});
	}

	@Test
	void newAndMissingPoolsWaitForTheNextStart(CapturedOutput output) {
		runner.run((context) -> {
			properties.remove("ha.pools.billing.endpoints");
			properties.remove("ha.pools.billing.timeout");
			change(context, Map.of("ha.pools.other.endpoints", "http://c"));

			assertThat(ids(context)).containsExactly("http://a:80", "http://b:80");
			assertThat(output).contains("Pool billing is no longer in the environment")
				.contains("Pool other is new in the environment; it comes with the next start");
		});
	}

	@Test
	void nothingHappensWhereNothingOfOursChanged() {
		runner.run((context) -> {
			pool(context).reweigh("http://a:80", 5, "test");
			change(context, Map.of("other", "value"));

			assertThat(pool(context).endpoint("http://a:80").orElseThrow().endpoint().weight()).isEqualTo(5);
		});
	}

	private void change(ConfigurableApplicationContext context, Map<String, String> changes) {
		properties.putAll(changes);
		context.publishEvent(new EnvironmentChangeEvent(context, Set.copyOf(changes.keySet())));
	}

	private static EndpointPool<?> pool(ApplicationContext context) {
		return context.getBean(EndpointPools.class).get("billing");
	}

	private static List<String> ids(ApplicationContext context) {
		return pool(context).endpoints().stream().map((endpoint) -> endpoint.endpoint().id()).toList();
	}

	private static Duration timeout(ApplicationContext context) {
		try (Lease<?> lease = pool(context).lease()) {
			lease.succeed();
			return lease.remaining();
		}
	}

}
