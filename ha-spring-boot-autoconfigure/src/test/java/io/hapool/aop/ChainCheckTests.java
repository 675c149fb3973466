package io.hapool.aop;

import java.io.IOException;
import java.net.URI;

import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.hapool.LogCapture;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Idempotence;
import io.hapool.annotation.Leased;
import io.hapool.aop.ChainScene.Billing;
import io.hapool.aop.ChainScene.Events;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.interceptor.SimpleKeyGenerator;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Which beans are checked, and when; and what must never be repeated.
 */
class ChainCheckTests {

	@Test
	void nonIdempotentMethodIsNotRepeatedByRetryableAround() {
		ChainErrorTests.check(
				ChainScene.runner()
					.withUserConfiguration(ChainErrorTests.PlainResilience.class)
					.withBean(NotIdempotent.class),
				NotIdempotent.class,
				"@Retryable around it would run it again, but it is not idempotent and must never run twice",
				"Remove @Retryable, for the call itself moves on where nothing was executed; or write idempotent = "
						+ "Idempotence.YES if repeating it does no harm.");
	}

	@Test
	void methodOfANonIdempotentPoolIsNotRepeatedByRetryAround() {
		ApplicationContextRunner runner = ChainScene.runner(RetryAutoConfiguration.class)
			.withPropertyValues("ha.pools.billing.idempotent=false");

		ChainErrorTests.check(runner.withBean(Repeated.class), Repeated.class,
				"Resilience4j's @Retry around it would run it again, but it is not idempotent and must never run twice",
				"Remove Resilience4j's @Retry, for the call itself moves on where nothing was executed; or write "
						+ "idempotent = Idempotence.YES if repeating it does no harm.");
		runner.withBean(RepeatedOnPurpose.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void doubleRetryIsReportedOncePerMethod() {
		try (LogCapture log = new LogCapture()) {
			ChainScene.runner(RetryAutoConfiguration.class)
				.withBean("one", Repeated.class)
				.withBean("other", Repeated.class)
				.run((context) -> assertThat(log.warnings()).singleElement()
					.asString()
					.startsWith(Repeated.class.getName() + ".find(String, URI): Resilience4j's @Retry repeats"));
		}
	}

	@Test
	void lazyBeanIsCheckedWhenItIsMade() {
		caching()
			.withBean(CacheNeighbourTests.Cached.class, () -> new CacheNeighbourTests.Cached(new Events()),
					(definition) -> definition.setLazyInit(true))
			.run((context) -> assertMisplaced(catchThrowable(() -> context.getBean(Billing.class))));
	}

	@Test
	void prototypeIsCheckedWhenItIsMade() {
		caching()
			.withBean(CacheNeighbourTests.Cached.class, () -> new CacheNeighbourTests.Cached(new Events()),
					(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE))
			.run((context) -> assertMisplaced(catchThrowable(() -> context.getBean(Billing.class))));
	}

	@Test
	void beanThatWasProxiedEarlyForACircleIsChecked() {
		caching().withAllowCircularReferences(true).withBean(One.class).withBean(Other.class).run((context) -> {
			assertThat(context).hasFailed();
			assertMisplaced(context.getStartupFailure());
		});
	}

	@Test
	void refusalsOfOthersBlameNobodyWhateverTheirSubclass() {
		FailureClassifier classifier = new NeighbourFailureClassifier();

		assertThat(classifier.classify(new AccessDeniedException("no"))).isEqualTo(Outcome.EXEMPT);
		assertThat(classifier.classify(new BadCredentialsException("no"))).isEqualTo(Outcome.EXEMPT);
		assertThat(classifier.classify(new IOException("reset"))).isNull();
		assertThat(classifier.classify(new Throwable())).isNull();
	}

	private static ApplicationContextRunner caching() {
		return ChainScene.runner(CacheAutoConfiguration.class)
			.withPropertyValues("spring.cache.type=simple")
			.withBean("byId", SimpleKeyGenerator.class)
			.withUserConfiguration(ChainErrorTests.PlainCaching.class);
	}

	private static void assertMisplaced(@Nullable Throwable failure) {
		assertThat(failure).isNotNull();
		assertThat(NestedExceptionUtils.getMostSpecificCause(failure))
			.isInstanceOf(InvalidHighlyAvailableMethodException.class)
			.hasMessageContaining("@Cacheable is inside @HighlyAvailable in its chain");
	}

	static class NotIdempotent extends RetryNeighbourTests.Repeated {

		NotIdempotent(Events events) {
			super(events);
		}

		@Override
		@HighlyAvailable(pool = "billing", idempotent = Idempotence.NO)
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return super.find(id, endpoint);
		}

	}

	static class Repeated implements Billing {

		@Override
		@Retry(name = "billing")
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return id;
		}

	}

	static class RepeatedOnPurpose implements Billing {

		@Override
		@Retry(name = "billing")
		@HighlyAvailable(pool = "billing", idempotent = Idempotence.YES)
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return id;
		}

	}

	static class One {

		@Autowired
		@Nullable Other other;

		@Cacheable("invoices")
		@HighlyAvailable("billing")
		public String find(String id) {
			return id;
		}

	}

	static class Other {

		@Autowired
		@Nullable One one;

	}

}
