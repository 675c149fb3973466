package io.hapool.aop;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.EndpointPools;
import io.hapool.pool.Lease;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is found out once about a method is not taken for another's.
 */
public class BoundCallsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class))
		.withPropertyValues("ha.pools.billing.endpoints=http://billing-1,http://billing-2",
				"ha.defaults.selection=sticky", "ha.pools.payment.endpoints=http://payment-1")
		.withBean(Billing.class)
		.withBean(Payment.class)
		.withBean(Shapes.class);

	@Test
	void oneInheritedMethodGoesToThePoolOfEachClass() {
		this.contextRunner.run((context) -> {
			for (int i = 0; i < 3; i++) {
				assertThat(context.getBean(Billing.class).host(null)).isEqualTo("billing-1");
				assertThat(context.getBean(Payment.class).host(null)).isEqualTo("payment-1");
			}
		});
	}

	@Test
	void eachParameterGetsWhatItWants() {
		this.contextRunner.run((context) -> {
			Shapes shapes = context.getBean(Shapes.class);

			assertThat(shapes.target("a", null)).isEqualTo("a http://billing-1");
			assertThat(shapes.lease(null)).isEqualTo("http://billing-1 1 open");
			assertThat(shapes.neither("b")).isEqualTo("b");
			assertThat(context.getBean(EndpointPools.class).get("billing").openLeases()).isZero();
		});
	}

	@Test
	void eachAttemptHasTheArgumentsOfTheCallerWhateverAdviceFurtherInDoesToThem() {
		List<@Nullable Object> seen = new ArrayList<>();
		this.contextRunner
			.withBean(DefaultPointcutAdvisor.class, () -> changingArguments(seen),
					(definition) -> definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE))
			.run((context) -> {
				String answer = context.getBean(Shapes.class).failingOnce("asked");

				assertThat(seen).containsExactly("asked", "asked");
				assertThat(answer).isEqualTo("changed");
			});
	}

	private static DefaultPointcutAdvisor changingArguments(List<@Nullable Object> seen) {
		NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
		pointcut.addMethodName("failingOnce");
		DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(pointcut, (MethodInterceptor) (invocation) -> {
			seen.add(invocation.getArguments()[0]);
			invocation.getArguments()[0] = "changed";
			return invocation.proceed();
		});
		advisor.setOrder(Ordered.LOWEST_PRECEDENCE);
		return advisor;
	}

	abstract static class Base {

		public String host(@Leased @Nullable URI endpoint) {
			return (endpoint != null) ? endpoint.getHost() : "nobody";
		}

	}

	@HighlyAvailable("billing")
	static class Billing extends Base {

	}

	@HighlyAvailable("payment")
	static class Payment extends Base {

	}

	static class Shapes {

		private final EndpointPools pools;

		private boolean failed;

		Shapes(EndpointPools pools) {
			this.pools = pools;
		}

		@HighlyAvailable("billing")
		public String target(String text, @Leased @Nullable URI endpoint) {
			return text + " " + endpoint;
		}

		@HighlyAvailable("billing")
		public String lease(@Leased @Nullable Lease<URI> lease) {
			return lease.target() + " " + this.pools.get("billing").openLeases() + " open";
		}

		@HighlyAvailable("billing")
		public String neither(String text) {
			return text;
		}

		@HighlyAvailable("billing")
		public String failingOnce(String text) {
			if (this.failed) {
				return text;
			}
			this.failed = true;
			throw new IllegalStateException("no answer");
		}

	}

}
