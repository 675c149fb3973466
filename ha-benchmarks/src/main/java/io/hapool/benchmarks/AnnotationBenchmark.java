package io.hapool.benchmarks;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * A method of a bean in a Boot application, by the annotation on it. Each application has
 * the same auto-configuration, a real meter registry and an observation registry that
 * does nothing.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AnnotationBenchmark {

	/**
	 * Ours, over eight endpoints.
	 * @param application where the bean is
	 * @return what the method returned
	 */
	@Benchmark
	public Object highlyAvailable(OursApplication application) {
		return application.bean.call(application.id, null);
	}

	/**
	 * Resilience4j's circuit breaker and retry.
	 * @param application where the bean is
	 * @return what the method returned
	 */
	@Benchmark
	public Object resilience4j(Resilience4jApplication application) {
		return application.bean.call(application.id);
	}

	/**
	 * Spring Framework's retry.
	 * @param application where the bean is
	 * @return what the method returned
	 */
	@Benchmark
	public Object retryable(SpringApplication application) {
		return application.bean.call(application.id);
	}

	/**
	 * An application with one annotated bean.
	 */
	abstract static class Application {

		final ConfigurableApplicationContext context;

		String id = "42";

		Application(Class<?>... sources) {
			if (ClassUtils.isPresent("reactor.core.publisher.Mono", null)) {
				throw new IllegalStateException(
						"Reactor is on the class path and slows Spring's advice down: run this by Benchmarks");
			}
			context = new SpringApplicationBuilder(AnnotatedBeans.Shared.class).sources(sources)
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
		<T> T advised(Class<T> type) {
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

	}

	/**
	 * The application of ours.
	 */
	@State(Scope.Benchmark)
	public static class OursApplication extends Application {

		final AnnotatedBeans.Ours bean = advised(AnnotatedBeans.Ours.class);

		/**
		 * Starts it.
		 */
		public OursApplication() {
			super(AnnotatedBeans.Ours.class);
		}

	}

	/**
	 * The application of Resilience4j.
	 */
	@State(Scope.Benchmark)
	public static class Resilience4jApplication extends Application {

		final AnnotatedBeans.Resilience4j bean = advised(AnnotatedBeans.Resilience4j.class);

		/**
		 * Starts it.
		 */
		public Resilience4jApplication() {
			super(AnnotatedBeans.Resilience4j.class);
		}

	}

	/**
	 * The application of Spring's retry.
	 */
	@State(Scope.Benchmark)
	public static class SpringApplication extends Application {

		final AnnotatedBeans.Spring bean = advised(AnnotatedBeans.Spring.class);

		/**
		 * Starts it.
		 */
		public SpringApplication() {
			super(AnnotatedBeans.Resilient.class, AnnotatedBeans.Spring.class);
		}

	}

}
