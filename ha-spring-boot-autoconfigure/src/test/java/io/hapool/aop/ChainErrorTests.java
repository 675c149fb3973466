package io.hapool.aop;

import java.io.IOException;
import java.net.URI;

import javax.cache.annotation.CacheResult;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Idempotence;
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
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.retry.annotation.EnableRetry;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A method whose chain has the annotation in the wrong place stops the start, with the
 * line to write. Each of those lines is tried: it mends the place.
 */
class ChainErrorTests {

	private static final String METHOD = "@HighlyAvailable cannot work on " + Advised.class.getName()
			+ ".find(String, URI): ";

	@Test
	void plainCachingIsInside() {
		ApplicationContextRunner runner = ChainScene.runner(CacheAutoConfiguration.class)
			.withPropertyValues("spring.cache.type=simple")
			.withBean(CachedInside.class);

		check(runner.withUserConfiguration(Caching.class),
				CachedInside.class, "@Cacheable is inside @HighlyAvailable in its chain (order 2147483647; "
						+ "@HighlyAvailable has 2147483646), so a cache hit would lease an endpoint that does nothing",
				"Write @EnableCaching(order = 2147483645).");
		starts(runner.withUserConfiguration(CachingAsAdvised.class));
	}

	static class Advised {

	}

}
