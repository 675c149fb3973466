package io.hapool.annotation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.time.Duration;

import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.EndpointPools;
import io.hapool.pool.Lease;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An annotation of the application's own that stands for this one, with all of its
 * attributes.
 */
public class ComposedAnnotationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class))
		.withPropertyValues("ha.pools.billing.endpoints=http://one,http://two,http://three",
				"ha.pools.archive.endpoints=http://old,http://older,http://oldest", "ha.defaults.selection=sticky",
				"ha.defaults.timeout=1h", "app.timeout=40s");

	@Test
	void methodMaySetEachAttribute() {
		this.contextRunner.withBean(Methods.class).run((context) -> {
			Methods bean = context.getBean(Methods.class);

			assertThat(bean.pool(null)).isEqualTo(URI.create("http://old"));
			assertThat(bean.expression("archive", null)).isEqualTo(URI.create("http://old"));
			assertThat(bean.timeout(null)).isBetween(Duration.ofSeconds(21), Duration.ofSeconds(40));
			assertThat(bean.attemptTimeout(null)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
			assertThat(bean.fallback("7")).isEqualTo("fallback 7");
		});
	}

	@Test
	void methodMaySetWhatMovesTheCallOn() {
		this.contextRunner.withBean(Methods.class).run((context) -> {
			Methods bean = context.getBean(Methods.class);

			assertThat(attempts(context, () -> bean.maxAttempts())).isEqualTo(2);
			assertThat(attempts(context, () -> bean.idempotent())).isEqualTo(1);
			assertThat(attempts(context, () -> bean.includes(new IOException()))).isEqualTo(3);
			assertThat(attempts(context, () -> bean.includes(new IllegalStateException()))).isEqualTo(1);
			assertThat(attempts(context, () -> bean.excludes(new IOException()))).isEqualTo(1);
			assertThat(attempts(context, () -> bean.excludes(new IllegalStateException()))).isEqualTo(3);
		});
	}

	@Test
	void classMaySetThemForItsMethods() {
		this.contextRunner.withBean(WholeClass.class).run((context) -> {
			WholeClass bean = context.getBean(WholeClass.class);

			assertThat(bean.find("7", new IOException())).isEqualTo("class fallback 7");
			assertThat(context.getBean(EndpointPools.class).get("archive").calls().attempts()).isEqualTo(2);
			assertThat(bean.find("7", new FileNotFoundException())).isEqualTo("class fallback 7");
			assertThat(context.getBean(EndpointPools.class).get("archive").calls().attempts()).isEqualTo(3);
			assertThat(bean.own("7")).isEqualTo("own 7");
			assertThat(context.getBean(EndpointPools.class).get("billing").calls().attempts()).isEqualTo(3);
		});
	}

	private static long attempts(ApplicationContext context, Runnable call) {
		long before = context.getBean(EndpointPools.class).get("billing").calls().attempts();
		assertThatExceptionOfType(Exception.class).isThrownBy(call::run);
		return context.getBean(EndpointPools.class).get("billing").calls().attempts() - before;
	}

	@Target({ ElementType.METHOD, ElementType.TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@HighlyAvailable
	@interface Careful {

		@AliasFor(annotation = HighlyAvailable.class, attribute = "value")
		String over() default "billing";

		@AliasFor(annotation = HighlyAvailable.class, attribute = "timeout")
		String within() default "";

		@AliasFor(annotation = HighlyAvailable.class, attribute = "attemptTimeout")
		String each() default "";

		@AliasFor(annotation = HighlyAvailable.class, attribute = "maxAttempts")
		int times() default -1;

		@AliasFor(annotation = HighlyAvailable.class, attribute = "idempotent")
		Idempotence repeatable() default Idempotence.INHERIT;

		@AliasFor(annotation = HighlyAvailable.class, attribute = "includes")
		Class<? extends Throwable>[] on() default {};

		@AliasFor(annotation = HighlyAvailable.class, attribute = "excludes")
		Class<? extends Throwable>[] except() default {};

		@AliasFor(annotation = HighlyAvailable.class, attribute = "fallbackMethod")
		String otherwise() default "";

	}

	static class Methods {

		@Careful(over = "archive")
		public URI pool(@Leased @Nullable URI endpoint) {
			return endpoint;
		}

		@Careful(over = "#{#name}")
		public URI expression(String name, @Leased @Nullable URI endpoint) {
			return endpoint;
		}

		@Careful(within = "${app.timeout}")
		public Duration timeout(@Leased @Nullable Lease<URI> lease) {
			return lease.remaining();
		}

		@Careful(each = "20s")
		public Duration attemptTimeout(@Leased @Nullable Lease<URI> lease) {
			return lease.remaining();
		}

		@Careful(times = 2)
		public void maxAttempts() {
			throw new IllegalStateException();
		}

		@Careful(repeatable = Idempotence.NO)
		public void idempotent() {
			throw new IllegalStateException();
		}

		@Careful(on = IOException.class)
		public void includes(Exception failure) {
			throw new IllegalStateException(failure);
		}

		@Careful(except = IOException.class)
		public void excludes(Exception failure) {
			throw new IllegalStateException(failure);
		}

		@Careful(otherwise = "instead")
		public String fallback(String id) {
			throw new IllegalStateException();
		}

		private String instead(String id) {
			return "fallback " + id;
		}

	}

	@Careful(over = "archive", times = 2, except = FileNotFoundException.class, otherwise = "classFallback")
	static class WholeClass {

		public String find(String id, IOException failure) throws IOException {
			throw failure;
		}

		@Careful(otherwise = "ownFallback")
		public String own(String id) {
			throw new IllegalStateException();
		}

		private String classFallback(String id, IOException failure) {
			return "class fallback " + id;
		}

		private String ownFallback(String id) {
			return "own " + id;
		}

	}

}
