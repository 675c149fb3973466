package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The place of the advice between that of others.
 */
public class AdviceChainTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class))
		.withPropertyValues("ha.pools.billing.endpoints=http://one,http://two", "ha.pools.billing.selection=sticky")
		.withUserConfiguration(Chain.class);

	@Test
	void innerAdviceSeesEveryAttemptAndOuterAdviceOneCall() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(Service.class).find("7", null)).isEqualTo("7 http://two");

			assertThat(context.getBean(Log.class).lines).containsExactly("outer begins", "inner begins",
					"http://one runs", "inner ends", "inner begins", "http://two runs", "inner ends", "outer ends");
		});
	}

	@Test
	void orderIsRespected() {
		this.contextRunner.withPropertyValues("ha.annotation.order=-1000").run((context) -> {
			context.getBean(Service.class).find("7", null);

			assertThat(context.getBean(Log.class).lines).containsExactly("outer begins", "inner begins",
					"http://one runs", "inner ends", "outer ends", "outer begins", "inner begins", "http://two runs",
					"inner ends", "outer ends");
			assertThat(context.getBean(HighlyAvailableAdvisor.class).getOrder()).isEqualTo(-1000);
		});
	}

	@Test
	void defaultOrderIsOutsideTransactionsAndInsideTheRest() {
		this.contextRunner.run((context) -> assertThat(context.getBean(HighlyAvailableAdvisor.class).getOrder())
			.isLessThan(Ordered.LOWEST_PRECEDENCE)
			.isGreaterThan(Ordered.LOWEST_PRECEDENCE - 1000));
	}

	@Test
	void advisorIsInfrastructureAndNeedsNoAspectJ() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.aspectj")).run((context) -> {
			BeanDefinition definition = context.getBeanFactory().getBeanDefinition("highlyAvailableAdvisor");
			assertThat(definition.getRole()).isEqualTo(BeanDefinition.ROLE_INFRASTRUCTURE);
			assertThat(context.getBean(Service.class).find("7", null)).isEqualTo("7 http://two");
		});
	}

	public static class Log {

		final List<String> lines = new ArrayList<>();

	}

	public static class Service {

		private final Log log;

		public Service(Log log) {
			this.log = log;
		}

		@HighlyAvailable("billing")
		public String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			this.log.lines.add(endpoint + " runs");
			if (endpoint.getHost().equals("one")) {
				throw new IOException("reset");
			}
			return id + " " + endpoint;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Chain {

		@Bean
		static Log log() {
			return new Log();
		}

		@Bean
		Service service(Log log) {
			return new Service(log);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultPointcutAdvisor outer(Log log) {
			return advisor("outer", 0, log);
		}

		/** Where transactions are. */
		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultPointcutAdvisor inner(Log log) {
			return advisor("inner", Ordered.LOWEST_PRECEDENCE, log);
		}

		private static DefaultPointcutAdvisor advisor(String name, int order, Log log) {
			MethodInterceptor advice = (invocation) -> {
				log.lines.add(name + " begins");
				try {
					return invocation.proceed();
				}
				finally {
					log.lines.add(name + " ends");
				}
			};
			DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(
					AnnotationMatchingPointcut.forMethodAnnotation(HighlyAvailable.class), advice);
			advisor.setOrder(order);
			return advisor;
		}

	}

}
