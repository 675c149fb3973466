package io.hapool.aop;

import java.io.IOException;
import java.net.URI;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.ChainScene.Billing;
import io.hapool.pool.autoconfigure.StartFailure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.SimpleKeyGenerator;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.retry.annotation.EnableRetry;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.transaction.annotation.EnableTransactionManagement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A method whose chain has the annotation in the wrong place stops the start, with the
 * line to write; and with that line it starts.
 */
class ChainErrorTests {

	private static final String REPEATED_INSIDE = "so it would repeat attempts on the endpoint that has just failed";

	@Test
	void plainCachingIsInside() {
		ApplicationContextRunner runner = caching(CacheNeighbourTests.Cached.class);

		check(runner.withUserConfiguration(PlainCaching.class), CacheNeighbourTests.Cached.class,
				"@Cacheable is inside @HighlyAvailable in its chain (order 2147483647; @HighlyAvailable has "
						+ "2147483646), so a cache hit would lease an endpoint that does nothing",
				"Write @EnableCaching(order = 2147483645).");
		starts(runner.withUserConfiguration(OrderedCaching.class));
	}

	@Test
	void plainCachingByJCacheAnnotationsIsInside() {
		ApplicationContextRunner runner = caching(CacheNeighbourTests.JCached.class);

		check(runner.withUserConfiguration(PlainCaching.class), CacheNeighbourTests.JCached.class,
				"@CacheResult is inside @HighlyAvailable in its chain (order 2147483647; @HighlyAvailable has "
						+ "2147483646), so a cache hit would lease an endpoint that does nothing",
				"Write @EnableCaching(order = 2147483645).");
		starts(runner.withUserConfiguration(OrderedCaching.class));
	}

	@Test
	void orderOfOursThatIsTooFarOutIsTheOneToChange() {
		ApplicationContextRunner runner = caching(CacheNeighbourTests.Cached.class)
			.withUserConfiguration(OrderedCaching.class);

		check(runner.withPropertyValues("ha.annotation.order=-1000"), CacheNeighbourTests.Cached.class,
				"@Cacheable is inside @HighlyAvailable in its chain (order 2147483645; @HighlyAvailable has -1000), "
						+ "so a cache hit would lease an endpoint that does nothing",
				"Write ha.annotation.order=2147483646, its default, or leave the property out.");
		starts(runner.withPropertyValues("ha.annotation.order=2147483646"));
	}

	@Test
	void remedyIsComputedFromTheOrderThatIsSet() {
		check(caching(CacheNeighbourTests.Cached.class).withUserConfiguration(PlainCaching.class)
			.withPropertyValues("ha.annotation.order=70"), CacheNeighbourTests.Cached.class,
				"@Cacheable is inside @HighlyAvailable in its chain (order 2147483647; @HighlyAvailable has 70), so a "
						+ "cache hit would lease an endpoint that does nothing",
				"Write @EnableCaching(order = 69).");
	}

	@Test
	void outerTransactionIsShared() {
		ApplicationContextRunner runner = transactions();

		check(runner.withUserConfiguration(OuterTransactions.class), NeighbourTests.InTransaction.class,
				"@Transactional is outside @HighlyAvailable in its chain (order 0; @HighlyAvailable has 2147483646), "
						+ "so all attempts would share one transaction, which the first that fails may mark for "
						+ "rollback",
				"Write @EnableTransactionManagement(order = 2147483647).");
		starts(runner.withUserConfiguration(InnerTransactions.class));
	}

	@Test
	void orderOfOursThatIsLastIsTheOneToChange() {
		ApplicationContextRunner runner = transactions().withUserConfiguration(OuterTransactions.class);

		check(runner.withPropertyValues("ha.annotation.order=2147483647"), NeighbourTests.InTransaction.class,
				"@Transactional is outside @HighlyAvailable in its chain (order 0; @HighlyAvailable has 2147483647), "
						+ "so all attempts would share one transaction, which the first that fails may mark for "
						+ "rollback",
				"Write ha.annotation.order=-1.");
		starts(runner.withPropertyValues("ha.annotation.order=-1"));
	}

	@Test
	void innerSecurityDeniesTooLate() {
		ApplicationContextRunner runner = ChainScene.runner().withBean(SecurityNeighbourTests.Secured.class);

		check(runner.withUserConfiguration(InnerSecurity.class), SecurityNeighbourTests.Secured.class,
				"method security is inside @HighlyAvailable in its chain (order 2147483647; @HighlyAvailable has "
						+ "2147483646), so who is denied would lease an endpoint first",
				"Write @EnableMethodSecurity(offset = 2147483045).");
		starts(runner.withUserConfiguration(OuterSecurity.class));
	}

	@Test
	void springRetryThatIsLastIsInside() {
		ApplicationContextRunner runner = ChainScene.runner().withBean(RetryNeighbourTests.RepeatedBySpringRetry.class);

		check(runner.withUserConfiguration(LastRetry.class), RetryNeighbourTests.RepeatedBySpringRetry.class,
				"spring-retry's @Retryable is inside @HighlyAvailable in its chain (order 2147483647; "
						+ "@HighlyAvailable has 2147483646), " + REPEATED_INSIDE,
				"Write @EnableRetry(order = 2147483645).");
		starts(runner.withUserConfiguration(RetryNeighbourTests.Retrying.class));
		starts(runner.withUserConfiguration(PlainRetry.class));
	}

	@Test
	void aspectsOfResilience4jThatAreInside() {
		ApplicationContextRunner runner = ChainScene
			.runner(RetryAutoConfiguration.class, CircuitBreakerAutoConfiguration.class)
			.withBean(Broken.class);
		String retry = "resilience4j.retry.retry-aspect-order=";
		String breaker = "resilience4j.circuitbreaker.circuit-breaker-aspect-order=";

		check(runner.withPropertyValues(retry + Integer.MAX_VALUE), Broken.class,
				"Resilience4j's @Retry is inside @HighlyAvailable in its chain (order 2147483647; @HighlyAvailable "
						+ "has 2147483646), " + REPEATED_INSIDE,
				"Write resilience4j.retry.retry-aspect-order=2147483644.");
		check(runner.withPropertyValues(breaker + Integer.MAX_VALUE), Broken.class,
				"Resilience4j's @CircuitBreaker is inside @HighlyAvailable in its chain (order 2147483647; "
						+ "@HighlyAvailable has 2147483646), so it would count the failures of single endpoints and "
						+ "refuse attempts that another endpoint could answer",
				"Write resilience4j.circuitbreaker.circuit-breaker-aspect-order=2147483645.");
		starts(runner.withPropertyValues(retry + 2147483644, breaker + 2147483645));
	}

	@Test
	void asyncThatIsProxiedFirstIsInside() {
		ApplicationContextRunner runner = ChainScene.runner(TaskExecutionAutoConfiguration.class)
			.withBean(NeighbourTests.AsyncNotice.class);

		check(runner.withUserConfiguration(EarlyAsync.class), NeighbourTests.AsyncNotice.class,
				"@Async is inside @HighlyAvailable in its chain (put there by its post-processor; @HighlyAvailable "
						+ "has 2147483646), so each attempt would count as a success before the method has run",
				"Write @EnableAsync without an order and without changes to its post-processor: it puts @Async "
						+ "outside what is there already.");
		starts(runner.withUserConfiguration(PlainAsync.class));
	}

	@Test
	void retryableThatIsProxiedFirstIsInside() {
		ApplicationContextRunner runner = ChainScene.runner().withBean(RetryNeighbourTests.Repeated.class);

		check(runner.withUserConfiguration(EarlyResilience.class), RetryNeighbourTests.Repeated.class,
				"@Retryable is inside @HighlyAvailable in its chain (put there by its post-processor; "
						+ "@HighlyAvailable has 2147483646), " + REPEATED_INSIDE,
				"Write @EnableResilientMethods without an order and without changes to its post-processor: it puts "
						+ "@Retryable outside what is there already.");
		starts(runner.withUserConfiguration(PlainResilience.class));
	}

	private static ApplicationContextRunner caching(Class<?> bean) {
		return ChainScene.runner(CacheAutoConfiguration.class)
			.withPropertyValues("spring.cache.type=simple")
			.withBean("byId", SimpleKeyGenerator.class)
			.withBean(bean);
	}

	private static ApplicationContextRunner transactions() {
		return ChainScene
			.runner(DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
					TransactionAutoConfiguration.class)
			.withBean(NeighbourTests.InTransaction.class);
	}

	static void check(ApplicationContextRunner runner, Class<?> bean, String problem, String remedy) {
		StartFailure failure = StartFailure.of(runner);

		String parameters = (bean == NeighbourTests.AsyncNotice.class) ? ".send(CountDownLatch, URI): "
				: ".find(String, URI): ";
		assertThat(failure.description())
			.isEqualTo("@HighlyAvailable cannot work on " + bean.getName() + parameters + problem);
		assertThat(failure.action()).isEqualTo(remedy);
		assertThat(failure.analyzer().getSimpleName()).isEqualTo("InvalidHighlyAvailableMethodFailureAnalyzer");
	}

	private static void starts(ApplicationContextRunner runner) {
		runner.run((context) -> assertThat(context).hasNotFailed());
	}

	@EnableCaching
	@Configuration(proxyBeanMethods = false)
	static class PlainCaching {

	}

	@EnableCaching(order = 2147483645)
	@Configuration(proxyBeanMethods = false)
	static class OrderedCaching {

	}

	@EnableTransactionManagement(order = 0)
	@Configuration(proxyBeanMethods = false)
	static class OuterTransactions {

	}

	@EnableTransactionManagement(order = 2147483647)
	@Configuration(proxyBeanMethods = false)
	static class InnerTransactions {

	}

	@EnableMethodSecurity(offset = 2147483447)
	@Configuration(proxyBeanMethods = false)
	static class InnerSecurity {

	}

	@EnableMethodSecurity(offset = 2147483045)
	@Configuration(proxyBeanMethods = false)
	static class OuterSecurity {

	}

	@EnableRetry(order = Ordered.LOWEST_PRECEDENCE)
	@Configuration(proxyBeanMethods = false)
	static class LastRetry {

	}

	@EnableRetry
	@Configuration(proxyBeanMethods = false)
	static class PlainRetry {

	}

	@EnableAsync(order = Ordered.HIGHEST_PRECEDENCE)
	@Configuration(proxyBeanMethods = false)
	static class EarlyAsync {

	}

	@EnableAsync
	@Configuration(proxyBeanMethods = false)
	static class PlainAsync {

	}

	@EnableResilientMethods(order = Ordered.HIGHEST_PRECEDENCE)
	@Configuration(proxyBeanMethods = false)
	static class EarlyResilience {

	}

	@EnableResilientMethods
	@Configuration(proxyBeanMethods = false)
	static class PlainResilience {

	}

	static class Broken implements Billing {

		@Override
		@Retry(name = "billing")
		@CircuitBreaker(name = "billing")
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return id;
		}

	}

}
