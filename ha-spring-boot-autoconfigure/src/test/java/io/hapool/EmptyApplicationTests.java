package io.hapool;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.hapool.annotation.HaTemplate;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.call.PoolDefinition;
import io.hapool.event.EventPublisher;
import io.hapool.pool.Endpoint;
import io.hapool.time.Time;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the starter costs an application that has no pools.
 */
class EmptyApplicationTests {

	@Test
	void withoutPoolsThereArePropertiesAndTheRegistryAlone() {
		Set<String> before = threads();

		try (ConfigurableApplicationContext context = start(Application.class)) {
			assertThat(ours(context)).containsExactly("endpointPools", "ha-io.hapool.pool.autoconfigure.HaProperties",
					"io.hapool.pool.autoconfigure.PoolsAutoConfiguration");
			assertThat(context.getBean(EndpointPools.class).all()).isEmpty();
			Set<String> started = threads();
			started.removeAll(before);
			assertThat(started).noneMatch((name) -> name.startsWith("ha-"));
		}
	}

	@Test
	void poolOfTheApplicationBringsTheRest() {
		try (ConfigurableApplicationContext context = start(OwnPool.class)) {
			String target = context.getBean(HaTemplate.class).execute("own", String.class, (one) -> one);

			assertThat(target).isEqualTo("one");
			assertThat(ours(context)).contains("haTime", "haEventPublisher", "highlyAvailableAdvisor", "haPoolMetrics");
		}
	}

	@Test
	void defaultsWithoutPoolsAreBound() {
		try (ConfigurableApplicationContext context = start(Application.class, "ha.defaults.retry.budget=30%",
				"ha.zone=eu-1")) {
			assertThat(context.getBean(EndpointPools.class).all()).isEmpty();
			assertThat(context.getBeanNamesForType(Time.class)).isEmpty();
		}
	}

	@Test
	void annotatedBeanWithoutAnyPoolStopsTheStart() {
		assertThatThrownBy(() -> start(Annotated.class).close()).hasMessageContaining("there is no pool \"billing\"");
	}

	private static List<String> ours(ConfigurableApplicationContext context) {
		return Arrays.stream(context.getBeanDefinitionNames()).filter((name) -> {
			Class<?> type = context.getType(name, false);
			return name.matches("ha[A-Z-].*") || (type != null && type.getName().startsWith("io.hapool.")
					&& !type.getName().startsWith(EmptyApplicationTests.class.getName()));
		}).sorted().toList();
	}

	private static Set<String> threads() {
		Set<String> names = new TreeSet<>();
		Thread.getAllStackTraces().keySet().forEach((thread) -> names.add(thread.getName()));
		return names;
	}

	private static ConfigurableApplicationContext start(Class<?> application, String... properties) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.address=127.0.0.1", "management.endpoints.web.exposure.include=*")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnPool {

		@Bean
		EndpointPool<String> own(Time time, EventPublisher events) {
			return EndpointPool.create(
					PoolDefinition.<String>builder("own").endpoints(List.of(Endpoint.of("a", "one"))).build(), time,
					events);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Billing.class)
	static class Annotated {

	}

	static class Billing {

		@HighlyAvailable("billing")
		public String find() {
			return "found";
		}

	}

}
