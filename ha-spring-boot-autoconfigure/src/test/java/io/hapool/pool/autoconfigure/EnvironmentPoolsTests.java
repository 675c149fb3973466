package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.call.PoolDefinition;
import io.hapool.pool.AttemptInterruptedException;
import io.hapool.pool.Endpoint;
import io.hapool.pool.Ratio;
import io.hapool.pool.SelectionPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.util.TestPropertyValues.Type;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pools from properties and environment variables, and as beans.
 */
class EnvironmentPoolsTests {

	private final ApplicationContextRunner runner = StartFailure.runner();

	@Test
	void variableMakesAPool() {
		variables("HA_POOLS_BILLING_ENDPOINTS=http://a,http://b").run((context) -> {
			assertThat(context).hasBean("billingEndpointPool");
			assertThat(ids(context, "billing")).containsExactly("http://a:80", "http://b:80");
		});
	}

	@Test
	void indexedVariablesMakeAPool() {
		variables("HA_POOLS_BILLING_ENDPOINTS_0_URI=http://a", "HA_POOLS_BILLING_ENDPOINTS_0_TIER=1",
				"HA_POOLS_BILLING_ENDPOINTS_1_URI=http://b", "HA_POOLS_BILLING_ENDPOINTS_1_ID=second")
			.run((context) -> {
				assertThat(ids(context, "billing")).containsExactly("http://a:80", "second");
				assertThat(endpoints(context, "billing").get(0).tier()).isOne();
			});
	}

	@Test
	void variablesOfANameWithoutDashesSpeakOfTheOneWithThem() {
		variables("HA_POOLS_MYPOOL_TIMEOUT=3s", "HA_POOLS_MYPOOL_ENDPOINTS=http://b")
			.withPropertyValues("ha.pools.my-pool.timeout=1s", "ha.pools.my-pool.endpoints=http://a",
					"ha.pools.my-pool.attempt-timeout=2s")
			.run((context) -> {
				assertThat(context.getBean(EndpointPools.class).names()).containsExactly("my-pool");
				assertThat(context).hasBean("myPoolEndpointPool").doesNotHaveBean("mypoolEndpointPool");
				assertThat(ids(context, "my-pool")).containsExactly("http://b:80");
				PoolProperties pool = context.getBean(HaProperties.class).pools().get("my-pool");
				assertThat(pool.timeout()).isEqualTo(Duration.ofSeconds(3));
				assertThat(pool.attemptTimeout()).isEqualTo(Duration.ofSeconds(2));
			});
	}

	@Test
	void variableSwitchesInterruptsOn() {
		variables("HA_POOLS_BILLING_ENDPOINTS=http://a", "HA_POOLS_BILLING_INTERRUPT=true",
				"HA_POOLS_BILLING_TIMEOUT=50ms")
			.run((context) -> {
				EndpointPool<?> pool = context.getBean(EndpointPools.class).get("billing");
				assertThatExceptionOfType(AttemptInterruptedException.class)
					.isThrownBy(() -> pool.<InterruptedException>run((target) -> new CountDownLatch(1).await()));
			});
	}

	@Test
	void variableWithAnUnderscoreForADashIsExplained() {
		StartFailure failure = StartFailure
			.of(variables("HA_POOLS_MY_POOL_TIMEOUT=3s").withPropertyValues("ha.pools.my-pool.endpoints=http://a"));
		assertThat(failure.description()).isEqualTo("ha.pools.my.endpoints: the pool has no endpoints");
		assertThat(failure.action()).isEqualTo("Write one or more URIs, such as "
				+ "ha.pools.my.endpoints=http://10.0.0.1:8080,http://10.0.0.2:8080, or where they come from, such as "
				+ "ha.pools.my.file.location=file:endpoints.yml or ha.pools.my.dns.name=billing.internal. "
				+ "If the pool my-pool is meant: "
				+ "environment variables leave out the dashes of its name, such as HA_POOLS_MYPOOL_ENDPOINTS.");
	}

	@Test
	void namesEqualWithoutDashesAreOnePool() {
		runner.withPropertyValues("ha.pools.mypool.timeout=3s", "ha.pools.my-pool.endpoints=http://a")
			.run((context) -> {
				assertThat(context.getBean(EndpointPools.class).names()).containsExactly("my-pool");
				assertThat(context.getBean(HaProperties.class).pools().get("my-pool").timeout())
					.isEqualTo(Duration.ofSeconds(3));
			});
	}

	@Test
	void endpointsHaveAShortAndALongForm() {
		runner
			.withPropertyValues("ha.pools.billing.endpoints[0]=http://a", "ha.pools.billing.endpoints[1].uri=http://b",
					"ha.pools.billing.endpoints[1].id=b2", "ha.pools.billing.endpoints[1].tier=1",
					"ha.pools.billing.endpoints[1].weight=2.5", "ha.pools.billing.endpoints[1].zone=eu-1",
					"ha.pools.billing.endpoints[1].metadata.rack=r7")
			.run((context) -> {
				assertThat(ids(context, "billing")).containsExactly("http://a:80", "b2");
				Endpoint<?> second = endpoints(context, "billing").get(1);
				assertThat(second.target()).isEqualTo(URI.create("http://b"));
				assertThat(second.tier()).isOne();
				assertThat(second.weight()).isEqualTo(2.5);
				assertThat(second.zone()).contains("eu-1");
				assertThat(second.metadata()).isEqualTo(Map.of("rack", "r7"));
			});
	}

	@Test
	void ratiosArePercentagesOrNumbers() {
		Map<String, Object> properties = Map.of("ha.pools.a.endpoints", "http://a", "ha.pools.a.retry.budget", "50%",
				"ha.pools.b.endpoints", "http://b", "ha.pools.b.retry.budget", "0.5", "ha.pools.c.endpoints",
				"http://c", "ha.pools.c.retry.budget", 0.5);
		runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("yaml", properties)))
			.run((context) -> assertThat(context.getBean(HaProperties.class).pools().values())
				.extracting((pool) -> pool.retry().budget())
				.containsOnly(new Ratio(0.5)));
	}

	@Test
	void ownZoneIsPreferredWhereAPoolSaysSo() {
		runner
			.withPropertyValues("ha.zone=eu-1", "ha.defaults.prefer-zone=true",
					"ha.pools.billing.endpoints[0].uri=http://a", "ha.pools.billing.endpoints[0].zone=us-1",
					"ha.pools.billing.endpoints[1].uri=http://b", "ha.pools.billing.endpoints[1].zone=eu-1")
			.run((context) -> {
				EndpointPool<?> pool = context.getBean(EndpointPools.class).get("billing");
				for (int i = 0; i < 4; i++) {
					assertThat(pool.<Object, RuntimeException>call((target) -> target))
						.isEqualTo(URI.create("http://b"));
				}
			});
	}

	@Test
	void selectionMayBeABean() {
		runner
			.withPropertyValues("ha.pools.billing.endpoints=http://a,http://b", "ha.pools.billing.selection=lastOfAll")
			.withBean("lastOfAll", SelectionPolicy.class, EnvironmentPoolsTests::last)
			.run((context) -> {
				EndpointPool<?> pool = context.getBean(EndpointPools.class).get("billing");
				for (int i = 0; i < 4; i++) {
					assertThat(pool.<Object, RuntimeException>call((target) -> target))
						.isEqualTo(URI.create("http://b"));
				}
			});
	}

	@Test
	void poolsAreInjectedByQualifierAndByName() {
		runner.withPropertyValues("ha.pools.billing.endpoints=http://a", "ha.pools.my-pool.endpoints=http://b")
			.withUserConfiguration(Injected.class)
			.run((context) -> assertThat(context.getBean("names", List.class)).containsExactly("billing", "my-pool"));
	}

	@Test
	void poolOfTheApplicationIsFoundByRegistryAndAnnotation() {
		runner.withPropertyValues("ha.pools.billing.endpoints=http://a")
			.withUserConfiguration(OwnPool.class)
			.run((context) -> {
				assertThat(context.getBean(EndpointPools.class).names()).containsExactly("billing", "clusters");
				assertThat(context.getBean(Client.class).use(null)).isEqualTo("cluster 1");
			});
	}

	private ApplicationContextRunner variables(String... variables) {
		return runner.withInitializer((context) -> TestPropertyValues.of(variables)
			.applyTo(context.getEnvironment(), Type.SYSTEM_ENVIRONMENT));
	}

	private static List<? extends Endpoint<?>> endpoints(ApplicationContext context, String pool) {
		return context.getBean(EndpointPools.class)
			.get(pool)
			.endpoints()
			.stream()
			.<Endpoint<?>>map((snapshot) -> snapshot.endpoint())
			.toList();
	}

	private static List<String> ids(ApplicationContext context, String pool) {
		return endpoints(context, pool).stream().<String>map(Endpoint::id).toList();
	}

	private static SelectionPolicy<URI> last() {
		return (candidates) -> candidates.get(candidates.size() - 1);
	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		@Bean
		List<String> names(@Qualifier("billing") EndpointPool<URI> first, EndpointPool<URI> myPoolEndpointPool) {
			return List.of(first.name(), myPoolEndpointPool.name());
		}

	}

	record Cluster(int number) {
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPool {

		@Bean
		EndpointPool<Cluster> clusterPool() {
			return EndpointPool.create(PoolDefinition.<Cluster>builder("clusters")
				.endpoints(List.of(Endpoint.of("one", new Cluster(1))))
				.build());
		}

		@Bean
		Client client() {
			return new Client();
		}

	}

	static class Client {

		@HighlyAvailable("clusters")
		public String use(@Leased @Nullable Cluster cluster) {
			return "cluster " + ((cluster != null) ? cluster.number() : "none");
		}

	}

}
