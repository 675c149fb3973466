package io.hapool.annotation;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPools;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.Lease;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import jakarta.validation.ValidationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Where the annotation may stand and what its attributes do.
 */
class AnnotationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class))
		.withPropertyValues("ha.pools.billing.endpoints=http://one,http://two,http://three",
				"ha.pools.billing.selection=sticky", "ha.pools.billing.timeout=1h");

	@Test
	void parameterGetsTheTargetOrTheLeaseOrThereIsNone() {
		this.contextRunner.withUserConfiguration(Parameters.class).run((context) -> {
			Parameters bean = context.getBean(Parameters.class);

			assertThat(bean.target("a", null, 7)).isEqualTo("a http://one 7");
			assertThat(bean.lease(null, "b")).isEqualTo("http://one b");
			assertThat(bean.none("c")).isEqualTo("c");
			bean.nothing(null);
			assertThat(bean.seen()).containsExactly(URI.create("http://one"));
			assertThat(calls(context)).isEqualTo(new CallCounts(4, 4, 0, 4, 0));
		});
	}

	@Test
	void methodWithoutAnEndpointIsRepeated() {
		this.contextRunner.withUserConfiguration(Parameters.class).run((context) -> {
			Parameters bean = context.getBean(Parameters.class);
			bean.fail(2);

			assertThat(bean.none("c")).isEqualTo("c");
			bean.fail(2);
			bean.nothing(null);

			assertThat(bean.seen()).hasSize(3).doesNotHaveDuplicates();
			assertThat(calls(context).attempts()).isEqualTo(6);
		});
	}

	@Test
	void classStandsForItsPublicMethods() {
		this.contextRunner.withUserConfiguration(AnnotatedClass.class, Inheriting.class).run((context) -> {
			AnnotatedClass bean = context.getBean("annotationTests.AnnotatedClass", AnnotatedClass.class);
			assertThat(bean.all(null)).isEqualTo(URI.create("http://one"));
			assertThat(bean.own(null)).isEqualTo(URI.create("http://one"));
			assertThat(bean.notPublic()).isEqualTo("plain");
			assertThat(calls(context).started()).isEqualTo(2);

			assertThat(context.getBean(Inheriting.class).all(null)).isEqualTo(URI.create("http://one"));
			assertThat(calls(context).started()).isEqualTo(3);
		});
	}

	@Test
	void annotationMayBeComposed() {
		this.contextRunner.withUserConfiguration(Composed.class).run((context) -> {
			Composed bean = context.getBean(Composed.class);

			assertThatExceptionOfType(IOException.class).isThrownBy(() -> bean.twice(null));
			assertThat(calls(context).attempts()).isEqualTo(2);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> bean.once(null));
			assertThat(calls(context).attempts()).isEqualTo(3);
		});
	}

	@Test
	void interfaceMayCarryTheAnnotationBehindJdkProxies() {
		this.contextRunner.withUserConfiguration(Implementation.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> {
				Declared bean = context.getBean(Declared.class);
				assertThat(AopUtils.isJdkDynamicProxy(bean)).isTrue();
				assertThat(bean.find("7", null)).isEqualTo("7 http://one");
				assertThat(calls(context).started()).isEqualTo(1);
			});
	}

	@Test
	void interfaceMayCarryTheAnnotationBehindCglibProxies() {
		this.contextRunner.withUserConfiguration(Implementation.class).run((context) -> {
			Implementation bean = context.getBean(Implementation.class);
			assertThat(AopUtils.isCglibProxy(bean)).isTrue();
			assertThat(bean.find("7", null)).isEqualTo("7 http://one");
			assertThat(((Declared) bean).find("8", null)).isEqualTo("8 http://one");
			assertThat(calls(context).started()).isEqualTo(2);
		});
	}

	@Test
	void attributesTakePlaceholders() {
		this.contextRunner.withUserConfiguration(Placeholders.class)
			.withPropertyValues("app.pool=billing", "app.timeout=40s", "app.attempt-timeout=20s")
			.run((context) -> {
				Placeholders bean = context.getBean(Placeholders.class);
				assertThat(bean.attempt(null)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
				assertThat(bean.call(null)).isBetween(Duration.ofSeconds(21), Duration.ofSeconds(40));
				assertThat(bean.inherited(null)).isGreaterThan(Duration.ofMinutes(50));
			});
	}

	@Test
	void attributesOverrideThePool() {
		this.contextRunner.withUserConfiguration(Overriding.class)
			.withPropertyValues("ha.pools.billing.idempotent=false", "ha.pools.billing.retry.max-attempts=1")
			.run((context) -> {
				Overriding bean = context.getBean(Overriding.class);

				assertThatException().isThrownBy(() -> bean.inherited(null));
				assertThat(calls(context).attempts()).isEqualTo(1);
				assertThatException().isThrownBy(() -> bean.repeatable(null));
				assertThat(calls(context).attempts()).isEqualTo(3);
				assertThatException().isThrownBy(() -> bean.everywhere(null));
				assertThat(calls(context).attempts()).isEqualTo(6);
			});
	}

	@Test
	void errorEndsTheCallAndItsLease() {
		this.contextRunner.withUserConfiguration(Failing.class).run((context) -> {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> context.getBean(Failing.class).error(null))
				.withMessage("broken");

			assertThat(calls(context)).isEqualTo(new CallCounts(1, 0, 1, 1, 0));
			assertThat(context.getBean(EndpointPools.class).get("billing").openLeases()).isZero();
		});
	}

	@Test
	void argumentThatDoesNotValidateIsTheCallersError() {
		this.contextRunner.withUserConfiguration(Failing.class).run((context) -> {
			assertThatExceptionOfType(ValidationException.class)
				.isThrownBy(() -> context.getBean(Failing.class).invalid(null));

			assertThat(calls(context).attempts()).isEqualTo(1);
			assertThat(context.getBean(EndpointPools.class).get("billing").endpoints().get(0).counts())
				.returns(1L, EndpointSnapshot.Counts::successes)
				.returns(0L, EndpointSnapshot.Counts::failures);
		});
	}

	private static CallCounts calls(ApplicationContext context) {
		return context.getBean(EndpointPools.class).get("billing").calls();
	}

	static class Parameters {

		private final List<URI> seen = new ArrayList<>();

		private int failures;

		public List<URI> seen() {
			return this.seen;
		}

		public void fail(int times) {
			this.failures = times;
		}

		@HighlyAvailable("billing")
		public String target(String before, @Leased @Nullable URI endpoint, int after) {
			return before + " " + endpoint + " " + after;
		}

		@HighlyAvailable("billing")
		public String lease(@Leased @Nullable Lease<URI> lease, String after) {
			return lease.target() + " " + after;
		}

		@HighlyAvailable("billing")
		public String none(String value) {
			failAsOften();
			return value;
		}

		@HighlyAvailable("billing")
		public void nothing(@Leased @Nullable URI endpoint) {
			this.seen.add(endpoint);
			failAsOften();
		}

		private void failAsOften() {
			if (this.failures-- > 0) {
				throw new IllegalStateException("failed");
			}
		}

	}

	@HighlyAvailable("billing")
	static class AnnotatedClass {

		public URI all(@Leased @Nullable URI endpoint) {
			return endpoint;
		}

		@HighlyAvailable(pool = "billing", maxAttempts = 1)
		public URI own(@Leased @Nullable URI endpoint) {
			return endpoint;
		}

		String notPublic() {
			return "plain";
		}

	}

	static class Inheriting extends AnnotatedClass {

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@HighlyAvailable(pool = "billing", timeout = "30s")
	@interface Billing {

		@AliasFor(annotation = HighlyAvailable.class, attribute = "maxAttempts")
		int attempts() default 1;

	}

	static class Composed {

		@Billing(attempts = 2)
		public void twice(@Leased @Nullable URI endpoint) throws IOException {
			throw new IOException(endpoint.toString());
		}

		@Billing
		public void once(@Leased @Nullable URI endpoint) throws IOException {
			throw new IOException(endpoint.toString());
		}

	}

	interface Declared {

		@HighlyAvailable("billing")
		String find(String id, @Leased @Nullable URI endpoint);

	}

	static class Implementation implements Declared {

		@Override
		public String find(String id, @Nullable URI endpoint) {
			return id + " " + endpoint;
		}

	}

	static class Placeholders {

		@HighlyAvailable(pool = "${app.pool}", timeout = "${app.timeout}", attemptTimeout = "${app.attempt-timeout}")
		public Duration attempt(@Leased @Nullable Lease<URI> lease) {
			return lease.remaining();
		}

		@HighlyAvailable(pool = "${app.pool}", timeout = "${app.timeout}")
		public Duration call(@Leased @Nullable Lease<URI> lease) {
			return lease.remaining();
		}

		@HighlyAvailable(pool = "${app.pool}", timeout = "${app.other-timeout:}")
		public Duration inherited(@Leased @Nullable Lease<URI> lease) {
			return lease.remaining();
		}

	}

	static class Overriding {

		@HighlyAvailable("billing")
		public void inherited(@Leased @Nullable URI endpoint) {
			throw new IllegalStateException();
		}

		@HighlyAvailable(pool = "billing", idempotent = Idempotence.YES, maxAttempts = 2)
		public void repeatable(@Leased @Nullable URI endpoint) {
			throw new IllegalStateException();
		}

		@HighlyAvailable(pool = "billing", idempotent = Idempotence.YES, maxAttempts = 0)
		public void everywhere(@Leased @Nullable URI endpoint) {
			throw new IllegalStateException();
		}

	}

	static class Failing {

		@HighlyAvailable("billing")
		public void error(@Leased @Nullable URI endpoint) {
			throw new AssertionError("broken");
		}

		@HighlyAvailable("billing")
		public void invalid(@Leased @Nullable URI endpoint) {
			throw new ValidationException("no amount");
		}

	}

}
