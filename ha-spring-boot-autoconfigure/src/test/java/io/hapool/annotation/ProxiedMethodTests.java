package io.hapool.annotation;

import java.net.URI;

import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.EndpointPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However a proxy comes by the method, one call is one call.
 */
public class ProxiedMethodTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class))
		.withPropertyValues("ha.pools.billing.endpoints=http://one");

	@Test
	void methodNeedNotBePublicBehindCglibProxies() {
		this.contextRunner.withBean(NotPublic.class).run((context) -> {
			NotPublic bean = context.getBean(NotPublic.class);

			assertThat(AopUtils.isCglibProxy(bean)).isTrue();
			assertThat(bean.packagePrivate(null)).isEqualTo("one");
			assertThat(bean.protectedOne(null)).isEqualTo("one");
			assertThat(started(context)).isEqualTo(2);
		});
	}

	@Test
	void genericTypeMayBeWhatTheCallerKnows() {
		for (String classes : new String[] { "true", "false" }) {
			this.contextRunner.withPropertyValues("spring.aop.proxy-target-class=" + classes)
				.withBean("bean", Texts.class)
				.run((context) -> {
					@SuppressWarnings("unchecked")
					Finder<String, CharSequence> bean = context.getBean(Finder.class);

					assertThat(AopUtils.isCglibProxy(bean)).isEqualTo(Boolean.parseBoolean(classes));
					assertThat(bean.find("7", null)).isEqualTo("7 one");
					assertThat(started(context)).isOne();
					assertThat(bean.declared("8", null)).isEqualTo("8 one");
					assertThat(started(context)).isEqualTo(2);
				});
		}
	}

	@Test
	void ownTypeMayBeWhatTheCallerKnows() {
		this.contextRunner.withBean(Texts.class).run((context) -> {
			Texts bean = context.getBean(Texts.class);

			assertThat(bean.find("7", null)).isEqualTo("7 one");
			assertThat(bean.declared("8", null)).isEqualTo("8 one");
			assertThat(started(context)).isEqualTo(2);
		});
	}

	@Test
	void publicClassMayInheritTheMethodFromOneThatIsNot() {
		this.contextRunner.withBean(Visible.class).run((context) -> {
			assertThat(context.getBean(Visible.class).find("7", null)).isEqualTo("7 one");
			assertThat(started(context)).isOne();
		});
	}

	private static long started(ApplicationContext context) {
		return context.getBean(EndpointPools.class).get("billing").calls().started();
	}

	static class NotPublic {

		@HighlyAvailable("billing")
		String packagePrivate(@Leased @Nullable URI endpoint) {
			return endpoint.getHost();
		}

		@HighlyAvailable("billing")
		protected String protectedOne(@Leased @Nullable URI endpoint) {
			return endpoint.getHost();
		}

	}

	interface Finder<K, V> {

		V find(K key, @Nullable URI endpoint);

		@HighlyAvailable("billing")
		V declared(K key, @Leased @Nullable URI endpoint);

	}

	/** For which javac makes bridges. */
	static class Texts implements Finder<String, CharSequence> {

		@Override
		@HighlyAvailable("billing")
		public String find(String key, @Leased @Nullable URI endpoint) {
			return key + " " + endpoint.getHost();
		}

		@Override
		public String declared(String key, @Nullable URI endpoint) {
			return key + " " + endpoint.getHost();
		}

	}

	abstract static class Hidden {

		@HighlyAvailable("billing")
		public String find(String key, @Leased @Nullable URI endpoint) {
			return key + " " + endpoint.getHost();
		}

	}

	public static class Visible extends Hidden {

	}

}
