package io.hapool.aop;

import java.io.IOException;
import java.net.URI;

import javax.cache.annotation.CacheResult;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.ChainScene.Billing;
import io.hapool.aop.ChainScene.Events;
import io.hapool.call.CallCounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The annotation beside caches: a hit leases nothing.
 */
class CacheNeighbourTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void cacheHitLeasesNothing(boolean ofClass) {
		runner(ofClass).withBean(Cached.class).run((context) -> {
			Billing billing = context.getBean(Billing.class);

			String first = billing.find("7", null);
			String second = billing.find("7", null);

			assertThat(first).isEqualTo("7 http://two");
			assertThat(second).isEqualTo(first);
			assertThat(ChainScene.events(context)).containsExactly("7 looked up", "http://one runs", "http://two runs",
					"7 looked up");
			assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
			assertThat(AopUtils.isCglibProxy(billing)).isEqualTo(ofClass);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void hitOfAJCacheAnnotationLeasesNothing(boolean ofClass) {
		runner(ofClass).withBean(JCached.class).run((context) -> {
			Billing billing = context.getBean(Billing.class);

			billing.find("7", null);
			billing.find("7", null);

			assertThat(ChainScene.events(context)).containsExactly("http://one runs", "http://two runs");
			assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
			assertThat(AopUtils.isCglibProxy(billing)).isEqualTo(ofClass);
		});
	}

	private static ApplicationContextRunner runner(boolean ofClass) {
		return ChainScene.runner(CacheAutoConfiguration.class)
			.withPropertyValues("spring.cache.type=simple", "spring.aop.proxy-target-class=" + ofClass)
			.withUserConfiguration(Caching.class);
	}

	@EnableCaching(order = HighlyAvailableAdvisor.DEFAULT_ORDER - 1)
	@Configuration(proxyBeanMethods = false)
	static class Caching {

		@Bean
		KeyGenerator byId(Events events) {
			return (target, method, arguments) -> {
				events.lines.add(arguments[0] + " looked up");
				return String.valueOf(arguments[0]);
			};
		}

	}

	static class Cached implements Billing {

		private final Events events;

		Cached(Events events) {
			this.events = events;
		}

		@Override
		@Cacheable(cacheNames = "invoices", keyGenerator = "byId")
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return this.events.attempt(id, endpoint);
		}

	}

	static class JCached implements Billing {

		private final Events events;

		JCached(Events events) {
			this.events = events;
		}

		@Override
		@CacheResult(cacheName = "invoices")
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return this.events.attempt(id, endpoint);
		}

	}

}
