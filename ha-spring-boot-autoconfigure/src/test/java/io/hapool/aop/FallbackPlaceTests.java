package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.EndpointPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Fallbacks that are methods of other beans, and those of whole classes, hierarchies and
 * interfaces.
 */
public class FallbackPlaceTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class))
		.withPropertyValues("ha.pools.billing.endpoints=http://one,http://two",
				"ha.pools.archive.endpoints=http://old,http://older", "ha.defaults.selection=sticky");

	@Test
	void otherBeanAnswers() {
		this.contextRunner.withBean(Service.class).withBean("store", PlainStore.class).run((context) -> {
			assertThat(context.getBean(Service.class).find("7", null)).isEqualTo("plain 7 reset");
		});
	}

	@Test
	void otherBeanIsReachedThroughItsProxy() {
		List<String> seen = new ArrayList<>();
		this.contextRunner.withBean(Service.class)
			.withBean("store", PlainStore.class)
			.withBean(DefaultPointcutAdvisor.class, () -> notingReads(seen),
					(definition) -> definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE))
			.run((context) -> {
				assertThat(AopUtils.isCglibProxy(context.getBean("store"))).isTrue();
				assertThat(context.getBean(Service.class).find("7", null)).isEqualTo("plain 7 reset");
				assertThat(seen).containsExactly("read");
			});
	}

	@Test
	void otherBeanMayBeHighlyAvailableItself() {
		this.contextRunner.withBean(Service.class).withBean("store", AvailableStore.class).run((context) -> {
			assertThat(context.getBean(Service.class).find("7", null)).isEqualTo("7 of http://older, 0 leased");
			assertThat(context.getBean(EndpointPools.class).get("archive").calls().attempts()).isEqualTo(2);
			assertThat(context.getBean(EndpointPools.class).get("billing").calls().attempts()).isEqualTo(2);
		});
	}

	@Test
	void otherBeanMayBeBehindAJdkProxy() {
		this.contextRunner.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean(Service.class)
			.withBean("store", InterfaceStore.class)
			.run((context) -> {
				assertThat(AopUtils.isJdkDynamicProxy(context.getBean("store"))).isTrue();
				assertThat(context.getBean(Service.class).find("7", null)).isEqualTo("7 of http://old");
			});
	}

	@Test
	void lazyBeanIsMadeWhenItIsNeeded() {
		this.contextRunner.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean(Service.class)
			.withBean("store", InterfaceStore.class, InterfaceStore::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> {
				assertThat(context.getBeanFactory().containsSingleton("store")).isFalse();
				assertThat(context.getBean(Service.class).find("7", null)).isEqualTo("7 of http://old");
				assertThat(context.getBeanFactory().containsSingleton("store")).isTrue();
			});
	}

	@Test
	void lazyServiceIsCheckedWhenItIsMade() {
		this.contextRunner.withBean(Service.class, Service::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> context.getBean(Service.class))
				.havingRootCause()
				.isInstanceOf(InvalidHighlyAvailableMethodException.class)
				.withMessageContaining("but there is no bean \"store\""));
	}

	@Test
	void publicFallbackOfAnAnnotatedClassIsNoCall() {
		this.contextRunner.withBean(AnnotatedClass.class).run((context) -> {
			AnnotatedClass bean = context.getBean(AnnotatedClass.class);

			assertThat(bean.find("7", null)).isEqualTo("fallback 7");
			assertThat(bean.count(7)).isEqualTo(-7);
			assertThat(started(context)).isEqualTo(2);
			assertThat(bean.fallback("8")).isEqualTo("fallback 8");
			assertThat(started(context)).isEqualTo(2);
		});
	}

	@Test
	void genericTypesAreThoseOfTheClass() {
		this.contextRunner.withBean(Invoices.class).run((context) -> {
			Repository<String, List<String>> bean = context.getBean(Invoices.class);

			assertThat(bean.find("7", null)).containsExactly("no 7");
			assertThat(bean.all("7", null)).containsExactly("all 7");
			assertThat(started(context)).isEqualTo(2);
		});
	}

	@Test
	void publicClassMayInheritBothFromOneThatIsNot() {
		this.contextRunner.withBean(Visible.class).run((context) -> {
			assertThat(context.getBean(Visible.class).find("7", null)).isEqualTo("hidden 7");
			assertThat(started(context)).isOne();
		});
	}

	@Test
	void proxyInAProxyIsNoObstacle() {
		this.contextRunner.withBean(Fielded.class, FallbackPlaceTests::proxied).run((context) -> {
			Fielded bean = context.getBean(Fielded.class);

			assertThat(AopProxyUtils.getSingletonTarget(bean)).matches(AopUtils::isCglibProxy);
			assertThat(bean.find("7")).isEqualTo("field 7");
			assertThat(started(context)).isOne();
		});
	}

	private static Fielded proxied() {
		ProxyFactory factory = new ProxyFactory(new Fielded());
		factory.setProxyTargetClass(true);
		return (Fielded) factory.getProxy();
	}

	@Test
	void interfaceMayNameTheFallback() {
		for (String classes : new String[] { "true", "false" }) {
			this.contextRunner.withPropertyValues("spring.aop.proxy-target-class=" + classes)
				.withBean("bean", Implementation.class)
				.run((context) -> {
					Declared bean = context.getBean(Declared.class);
					assertThat(AopUtils.isCglibProxy(bean)).isEqualTo(Boolean.parseBoolean(classes));
					assertThat(bean.find("7", null)).isEqualTo("default 7");
					assertThat(bean.load("7")).isEqualTo("own 7");
				});
		}
	}

	private static long started(ApplicationContext context) {
		return context.getBean(EndpointPools.class).get("billing").calls().started();
	}

	private static DefaultPointcutAdvisor notingReads(List<String> seen) {
		NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
		pointcut.addMethodName("read");
		pointcut.setClassFilter((type) -> type == PlainStore.class);
		return new DefaultPointcutAdvisor(pointcut, (MethodInterceptor) (invocation) -> {
			seen.add(invocation.getMethod().getName());
			return invocation.proceed();
		});
	}

	static class Service {

		@HighlyAvailable(pool = "billing", fallbackMethod = "@store.read")
		public String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			throw new IOException("reset");
		}

	}

	static class PlainStore {

		String read(String id, Exception failure) {
			return "plain " + id + " " + failure.getMessage();
		}

	}

	static class AvailableStore {

		private final EndpointPools pools;

		AvailableStore(EndpointPools pools) {
			this.pools = pools;
		}

		@HighlyAvailable("archive")
		public String read(String id, @Leased @Nullable URI endpoint) throws IOException {
			if (endpoint.getHost().equals("old")) {
				throw new IOException("gone");
			}
			return id + " of " + endpoint + ", " + this.pools.get("billing").openLeases() + " leased";
		}

	}

	interface Store {

		String read(String id, @Leased @Nullable URI endpoint);

	}

	static class InterfaceStore implements Store {

		@Override
		@HighlyAvailable("archive")
		public String read(String id, @Nullable URI endpoint) {
			return id + " of " + endpoint;
		}

	}

	@HighlyAvailable(pool = "billing", fallbackMethod = "fallback")
	static class AnnotatedClass {

		public String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			throw new IOException("reset");
		}

		public int count(int number) throws IOException {
			throw new IOException("reset");
		}

		public String fallback(String id) {
			return "fallback " + id;
		}

		public int fallback(int number) {
			return -number;
		}

	}

	abstract static class Repository<K, V> {

		@HighlyAvailable(pool = "billing", fallbackMethod = "none")
		public V find(K key, @Leased @Nullable URI endpoint) throws IOException {
			throw new IOException("reset");
		}

		abstract V all(K key, @Leased @Nullable URI endpoint) throws IOException;

	}

	static class Invoices extends Repository<String, List<String>> {

		private List<String> none(String key) {
			return List.of("no " + key);
		}

		@Override
		@HighlyAvailable(pool = "billing", fallbackMethod = "everything")
		List<String> all(String key, @Leased @Nullable URI endpoint) throws IOException {
			throw new IOException("reset");
		}

		private <T extends CharSequence, L extends List<T>> List<String> everything(T key) {
			return List.of("all " + key);
		}

	}

	static class Fielded {

		private final List<String> field = List.of("field");

		@HighlyAvailable(pool = "billing", fallbackMethod = "instead")
		public String find(String id) {
			throw new IllegalStateException();
		}

		private String instead(String id) {
			return this.field.get(0) + " " + id;
		}

	}

	abstract static class Hidden {

		@HighlyAvailable(pool = "billing", fallbackMethod = "instead")
		public String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			throw new IOException("reset");
		}

		public String instead(String id) {
			return "hidden " + id;
		}

	}

	/** For which javac makes bridges. */
	public static class Visible extends Hidden {

	}

	interface Declared {

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		String find(String id, @Leased @Nullable URI endpoint);

		@HighlyAvailable(pool = "billing", fallbackMethod = "own")
		String load(String id);

		default String lastKnown(String id) {
			return "default " + id;
		}

	}

	static class Implementation implements Declared {

		@Override
		public String find(String id, @Nullable URI endpoint) {
			throw new IllegalStateException("reset");
		}

		@Override
		public String load(String id) {
			throw new IllegalStateException("reset");
		}

		private String own(String id) {
			return "own " + id;
		}

	}

}
