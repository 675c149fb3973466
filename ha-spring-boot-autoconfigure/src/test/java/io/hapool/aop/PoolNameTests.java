package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.call.NoSuchPoolException;
import io.hapool.call.PoolDefinition;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.pool.autoconfigure.StartFailure;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.StubMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Names of pools that depend on the arguments.
 */
public class PoolNameTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class))
		.withPropertyValues("ha.pools.billing-eu.endpoints=http://eu", "ha.pools.billing-us.endpoints=http://us",
				"ha.pools.spare.endpoints=http://spare", "app.prefix=billing")
		.withBean("service", Service.class);

	@TestFactory
	Stream<DynamicTest> saysWhatToWrite() throws IOException {
		return StartFailureCases.of("invalid-pool-names.txt", InvalidPoolNames.class);
	}

	@Test
	void saysHowToDoWithoutNamesOfParameters() throws Exception {
		Class<?> nameless = new ByteBuddy().subclass(Object.class)
			.name("io.hapool.aop.Nameless")
			.defineMethod("find", void.class, Visibility.PUBLIC)
			.withParameters(String.class)
			.intercept(StubMethod.INSTANCE)
			.annotateMethod(Service.class.getMethod("part", URI.class, String.class).getAnnotations())
			.make()
			.load(getClass().getClassLoader(), ClassLoadingStrategy.Default.INJECTION)
			.getLoaded();

		StartFailure failure = StartFailure.of(StartFailure.runner()
			.withPropertyValues("ha.pools.billing-eu.endpoints=http://eu")
			.withBean("bean", nameless));

		assertThat(failure.description())
			.isEqualTo("@HighlyAvailable cannot work on io.hapool.aop.Nameless.find(String): "
					+ "its pool \"billing-#{#region}\" uses #region, but its class has no names of parameters");
		assertThat(failure.action())
			.isEqualTo("Compile with -parameters, or write \"#{#p0}\" with the number of the parameter.");
	}

	@Test
	void saysHowToDefinePoolsWhereThereAreNone() {
		StartFailure failure = StartFailure.of(StartFailure.runner().withBean("bean", TenantService.class));

		assertThat(failure.description())
			.isEqualTo("@HighlyAvailable cannot work on " + "io.hapool.aop.PoolNameTests$TenantService.find(String): "
					+ "its pool \"#{#tenant}\" must be one of those defined, and there is none");
		assertThat(failure.action())
			.isEqualTo("Define them: ha.pools.<name>.endpoints=http://10.0.0.1:8080,http://10.0.0.2:8080.");
	}

	@Test
	void expressionMayBeTheWholeNameOrAPartOfIt() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);

			assertThat(service.whole("spare", null)).isEqualTo("spare");
			assertThat(service.whole("billing-eu", null)).isEqualTo("eu");
			assertThat(service.part(null, "us")).isEqualTo("us");
			assertThat(service.part(null, "eu")).isEqualTo("eu");
			assertThat(service.part(null, "us")).isEqualTo("us");
			assertThat(calls(context.getBean(EndpointPools.class)))
				.isEqualTo(Map.of("billing-eu", 2L, "billing-us", 2L, "spare", 1L));
		});
	}

	@Test
	void expressionMaySpeakOfIndicesRootAndPropertiesOfArguments() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);

			assertThat(service.index("spare", null)).isEqualTo("spare");
			assertThat(service.otherIndex("spare", null)).isEqualTo("spare");
			assertThat(service.root(null, "spare")).isEqualTo("spare");
			assertThat(service.spare(null)).isEqualTo("spare");
			assertThat(service.property(new Order(Region.EU), null)).isEqualTo("eu");
			assertThat(service.conditional(new Order(null), null)).isEqualTo("spare");
		});
	}

	@Test
	void valueMayLackTheDashesOfTheName() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);

			assertThat(service.whole("billingEU", null)).isEqualTo("eu");
			assertThat(service.whole("BILLING-EU", null)).isEqualTo("eu");
			assertThat(service.whole("billing-eu", null)).isEqualTo("eu");
		});
	}

	@Test
	void valueThatIsNoPoolIsRefused() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);

			assertThatExceptionOfType(NoSuchPoolException.class).isThrownBy(() -> service.part(null, "asia"))
				.withMessage("There is no pool \"billing-asia\", the value of \"billing-#{#region}\" in "
						+ "io.hapool.aop.PoolNameTests$Service.part(URI, String) "
						+ "(expected: one of [billing-eu, billing-us, spare])");
			assertThatExceptionOfType(NoSuchPoolException.class).isThrownBy(() -> service.whole(null, null))
				.withMessageStartingWith("There is no pool \"null\", the value of \"#{#tenant}\"");
			assertThat(calls(context.getBean(EndpointPools.class)).values()).containsOnly(0L);
		});
	}

	@Test
	void valueIsNotParsed() {
		this.contextRunner.run((context) -> assertThatExceptionOfType(NoSuchPoolException.class)
			.isThrownBy(() -> context.getBean(Service.class).whole("#{'spare'}", null))
			.withMessageStartingWith("There is no pool \"#{'spare'}\""));
	}

	@Test
	void fallbackOptionsAndPlaceholdersHoldForEachPool() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);

			assertThat(service.failing("eu")).isEqualTo("none in eu");
			assertThat(service.failing("us")).isEqualTo("none in us");
			assertThat(calls(context.getBean(EndpointPools.class)))
				.isEqualTo(Map.of("billing-eu", 1L, "billing-us", 1L, "spare", 0L));
		});
	}

	@Test
	void typeOfTheTargetsIsCheckedWhenThePoolIsKnown() {
		this.contextRunner
			.withBean("hosts", EndpointPool.class,
					() -> EndpointPool.create(PoolDefinition.<String>builder("hosts").targets(List.of("one")).build()))
			.run((context) -> {
				Service service = context.getBean(Service.class);

				assertThat(service.whole("spare", null)).isEqualTo("spare");
				assertThatExceptionOfType(InvalidHighlyAvailableMethodException.class)
					.isThrownBy(() -> service.whole("hosts", null))
					.withMessageContaining("its @Leased parameter is a java.net.URI, but the pool \"hosts\" leases "
							+ "java.lang.String");
			});
	}

	private static Map<String, Long> calls(EndpointPools pools) {
		return pools.all().stream().collect(Collectors.toMap(EndpointPool::name, (pool) -> pool.calls().started()));
	}

	enum Region {

		EU, US

	}

	record Order(@Nullable Region region) {
	}

	static class TenantService {

		@HighlyAvailable("#{#tenant}")
		public void find(String tenant) {
		}

	}

	static class Service {

		@HighlyAvailable("#{#tenant}")
		public String whole(@Nullable String tenant, @Leased @Nullable URI endpoint) {
			return endpoint.getHost();
		}

		@HighlyAvailable("billing-#{#region}")
		public String part(@Leased @Nullable URI endpoint, String region) {
			return endpoint.getHost();
		}

		@HighlyAvailable("#{#p0}")
		public String index(String tenant, @Leased @Nullable URI endpoint) {
			return endpoint.getHost();
		}

		@HighlyAvailable("#{#a0}")
		public String otherIndex(String tenant, @Leased @Nullable URI endpoint) {
			return endpoint.getHost();
		}

		@HighlyAvailable("#{#root.args[1]}")
		public String root(@Leased @Nullable URI endpoint, String tenant) {
			return endpoint.getHost();
		}

		@HighlyAvailable("#{#root.method.name}")
		public String spare(@Leased @Nullable URI endpoint) {
			return endpoint.getHost();
		}

		@HighlyAvailable("${app.prefix}-#{#order.region}")
		public String property(Order order, @Leased @Nullable URI endpoint) {
			return endpoint.getHost();
		}

		@HighlyAvailable("#{#order.region != null ? 'billing-' + #order.region.name().toLowerCase() : 'spare'}")
		public String conditional(Order order, @Leased @Nullable URI endpoint) {
			return endpoint.getHost();
		}

		@HighlyAvailable(pool = "${app.prefix}-#{#region}", excludes = IllegalStateException.class,
				fallbackMethod = "none")
		public String failing(String region) {
			throw new IllegalStateException();
		}

		private String none(String region) {
			return "none in " + region;
		}

	}

}
