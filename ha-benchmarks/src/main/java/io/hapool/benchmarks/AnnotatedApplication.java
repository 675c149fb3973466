package io.hapool.benchmarks;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.util.ClassUtils;

/**
 * A Boot application with one bean. Each has the same auto-configuration, a real meter
 * registry and an observation registry that does nothing.
 */
abstract class AnnotatedApplication {

	final ConfigurableApplicationContext context;

	String id = "42";

	AnnotatedApplication(Reactor reactor, Class<?>... sources) {
		reactor.check();
		context = new SpringApplicationBuilder(Shared.class).sources(sources)
			.web(WebApplicationType.NONE)
			.properties(endpoints())
			.properties("spring.main.banner-mode=off")
			.run();
	}

	private static Map<String, Object> endpoints() {
		return IntStream.range(0, Targets.COUNT)
			.boxed()
			.collect(Collectors.toMap((index) -> "ha.pools.benchmark.endpoints[" + index + "]",
					(index) -> Targets.uris(Targets.COUNT).get(index).toString()));
	}

	/**
	 * Returns the bean, which is no good for a benchmark without its advice.
	 */
	static <T> T advised(ConfigurableApplicationContext context, Class<T> type) {
		T bean = context.getBean(type);
		if (!AopUtils.isAopProxy(bean)) {
			throw new IllegalStateException("No advice around " + bean);
		}
		return bean;
	}

	/**
	 * Closes the application.
	 */
	@TearDown
	public void close() {
		context.close();
	}

	/**
	 * What all applications share.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Shared {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		ObservationRegistry observationRegistry() {
			return ObservationRegistry.NOOP;
		}

	}

	/**
	 * Has Spring's retries switched on.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	static class Resilient {

	}

	/**
	 * Whether Reactor is on the class path. It slows Spring's advice down.
	 */
	enum Reactor {

		PRESENT, ABSENT;

		void check() {
			boolean found = ClassUtils.isPresent("reactor.core.publisher.Mono", null);
			if (found != (this == PRESENT)) {
				throw new IllegalStateException("Reactor is " + (found ? PRESENT : ABSENT) + " (expected: " + this
						+ "): run this by Benchmarks, which sets the class path");
			}
		}

	}

}
