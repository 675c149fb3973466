package io.hapool.pool.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.call.PoolDefinition;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.NoEndpointAvailableException;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What a pool does not say, the defaults say, key by key; then the engine.
 */
class PoolDefaultsTests {

	@Test
	void isolationIsInheritedKeyByKey() {
		StartFailure.runner()
			.withPropertyValues("ha.defaults.isolation.consecutive-failures=1", "ha.defaults.isolation.duration=1m",
					"ha.defaults.isolation.max-isolated=100%", "ha.defaults.when-exhausted=fail",
					"ha.pools.inheriting.endpoints=http://a", "ha.pools.inheriting.isolation.max-duration=70s",
					"ha.pools.overriding.endpoints=http://a", "ha.pools.overriding.isolation.consecutive-failures=2")
			.run((context) -> {
				EndpointPools pools = context.getBean(EndpointPools.class);
				EndpointPool<?> inheriting = pools.get("inheriting");
				EndpointPool<?> overriding = pools.get("overriding");
				fail(inheriting);
				fail(overriding);
				assertThat(only(inheriting).status().toString()).isEqualTo("ISOLATED");
				assertThat(only(overriding).status().toString()).isNotEqualTo("ISOLATED");
				fail(overriding);
				assertThat(only(overriding).status().toString()).isEqualTo("ISOLATED");
				assertIsolation(inheriting, 70);
				assertIsolation(overriding, 75);
				assertThat(fail(inheriting)).isInstanceOf(NoEndpointAvailableException.class);
			});
	}

	/** A minute, from 0.75 to 1.25 of it. */
	private static void assertIsolation(EndpointPool<?> pool, int atMost) {
		assertThat(only(pool).isolationEnds()).isBetween(Duration.ofSeconds(40),
				Duration.ofSeconds((long) (atMost * 1.25)));
	}

	@Test
	void nothingSaidIsWhatTheEngineSays() {
		Map<String, String> nothing = Map.of("ha.pools.a.endpoints", "http://a");

		assertSame(nothing,
				Map.of("ha.pools.a.endpoints", "http://a", "ha.defaults.timeout", "10s", "ha.defaults.retry.budget",
						"20%", "ha.defaults.retry.min-retries-per-second", "10", "ha.defaults.isolation.duration",
						"20s", "ha.defaults.probation.trial-leases", "3", "ha.defaults.score.failure", "50",
						"ha.defaults.idempotent", "true"));
		assertSame(nothing, Map.of("ha.pools.a.endpoints", "http://a", "ha.defaults.interrupt", "false"));
		assertSame(nothing,
				Map.of("ha.pools.a.endpoints", "http://a", "ha.defaults.isolation.consecutive-failures", "3",
						"ha.defaults.isolation.failure-rate", "50%", "ha.defaults.isolation.min-calls", "20",
						"ha.defaults.isolation.min-failures", "0", "ha.defaults.isolation.window", "10s",
						"ha.defaults.isolation.stuck-after", "2s", "ha.defaults.isolation.max-isolated", "0.5",
						"ha.defaults.probation.ramp-up", "10s", "ha.defaults.limits.max-lease-age", "10m"));
	}

	@ParameterizedTest
	@CsvSource({ "interrupt, true", "isolation.failure-rate, 49%", "isolation.min-calls, 21",
			"isolation.min-failures, 1", "isolation.window, 11s", "isolation.stuck-after, 3s",
			"isolation.max-isolated, 51%", "probation.ramp-up, 11s", "limits.max-lease-age, 11m" })
	void eachKeyReachesTheEngineAndIsInherited(String key, String value) {
		Map<String, String> own = Map.of("ha.pools.a.endpoints", "http://a", "ha.pools.a." + key, value);

		assertSame(own, Map.of("ha.pools.a.endpoints", "http://a", "ha.defaults." + key, value));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertSame(own, Map.of("ha.pools.a.endpoints", "http://a")));
	}

	@Test
	void poolOverridesSingleKeys() {
		assertSame(
				Map.of("ha.pools.a.endpoints", "http://a", "ha.pools.a.timeout", "2s", "ha.pools.a.retry.budget", "30%",
						"ha.pools.a.retry.max-attempts", "4", "ha.pools.a.isolation.duration", "3s",
						"ha.pools.a.isolation.max-duration", "4s", "ha.pools.a.score.initial", "7"),
				Map.of("ha.pools.a.endpoints", "http://a", "ha.defaults.timeout", "1s", "ha.pools.a.timeout", "2s",
						"ha.defaults.retry.budget", "30%", "ha.pools.a.retry.max-attempts", "4",
						"ha.defaults.isolation.duration", "3s", "ha.pools.a.isolation.max-duration", "4s",
						"ha.defaults.isolation.max-duration", "5s", "ha.defaults.score.initial", "7"));
	}

	@Test
	void poolsWithOtherValuesDiffer() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertSame(Map.of("ha.pools.a.endpoints", "http://a"),
					Map.of("ha.pools.a.endpoints", "http://a", "ha.defaults.isolation.duration", "21s")))
			.withMessageContaining("isolation");
	}

	private static void assertSame(Map<String, String> properties, Map<String, String> others) {
		assertThat(resolve(properties))
			.usingRecursiveComparison(RecursiveComparisonConfiguration.builder()
				.withIgnoredFieldsMatchingRegexes(".*policies\\.(selection|isolation|restore|classifier).*")
				.build())
			.isEqualTo(resolve(others));
	}

	private static PoolDefinition<?> resolve(Map<String, String> properties) {
		ApplicationConversionService conversion = new ApplicationConversionService();
		conversion.addConverter(new PropertyConverters.StringToEndpoint());
		conversion.addConverter(new PropertyConverters.StringToRatio());
		HaProperties bound = new Binder(List.of(new MapConfigurationPropertySource(properties)), null, conversion)
			.bind("ha", HaProperties.class)
			.get();
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		return new PoolResolver(bound, new SelectionPolicies(beans), new SourceResolver(beans),
				new CheckResolver(beans), FailureClassifier.standard())
			.resolve("a");
	}

	private static EndpointSnapshot<?> only(EndpointPool<?> pool) {
		return pool.endpoints().get(0);
	}

	private static Throwable fail(EndpointPool<?> pool) {
		return catchThrowable(() -> pool.<RuntimeException>run((target) -> {
			throw new IllegalStateException("no answer");
		}));
	}

}
