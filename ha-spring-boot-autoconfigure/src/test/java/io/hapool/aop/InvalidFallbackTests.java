package io.hapool.aop;

import java.io.IOException;
import java.util.stream.Stream;

import io.hapool.pool.autoconfigure.StartFailure;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.RootClassFilter;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.beans.factory.config.BeanDefinition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fallbacks that cannot answer stop the start, with a text that says what to write.
 */
class InvalidFallbackTests {

	@TestFactory
	Stream<DynamicTest> saysWhatToWrite() throws IOException {
		return StartFailureCases.of("invalid-fallbacks.txt", InvalidFallbacks.class);
	}

	@Test
	void saysWhatIsWrongWithTheMethodOfAnotherBean() {
		assertThat(text(InvalidFallbacks.OtherBean.class, InvalidFallbacks.WrongStore.class)).containsExactly(
				"@HighlyAvailable cannot work on io.hapool.aop.InvalidFallbacks$OtherBean.find(String, URI): "
						+ "its fallbackMethod is \"@store.read\", but io.hapool.aop.InvalidFallbacks$WrongStore has no "
						+ "method of that name",
				"Write the method, or correct the name: public Invoice read(String id, Exception failure).");
		assertThat(text(InvalidFallbacks.OtherBean.class, InvalidFallbacks.PrivateStore.class)).containsExactly(
				"@HighlyAvailable cannot work on io.hapool.aop.InvalidFallbacks$OtherBean.find(String, URI): "
						+ "its fallbackMethod is \"@store.read\", which is private, so it cannot be called through the "
						+ "bean",
				"Remove \"private\" from io.hapool.aop.InvalidFallbacks$PrivateStore.read(String).");
	}

	@Test
	void methodThatAProxyCannotOverrideMayNotBeFinal() {
		StartFailure failure = StartFailure.of(StartFailure.runner()
			.withPropertyValues("ha.pools.billing.endpoints=http://10.0.0.1:8080")
			.withBean(InvalidFallbacks.OtherBean.class)
			.withBean("store", InvalidFallbacks.FinalStore.class)
			.withBean(DefaultPointcutAdvisor.class, InvalidFallbackTests::onStores,
					(definition) -> definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE)));

		assertThat(failure.description()).isEqualTo(
				"@HighlyAvailable cannot work on io.hapool.aop.InvalidFallbacks$OtherBean.find(String, URI): its "
						+ "fallbackMethod is \"@store.read\", which is final, so it cannot be called through the bean");
		assertThat(failure.action())
			.isEqualTo("Remove \"final\" from io.hapool.aop.InvalidFallbacks$FinalStore.read(String).");
	}

	private static DefaultPointcutAdvisor onStores() {
		return new DefaultPointcutAdvisor(
				new ComposablePointcut(new RootClassFilter(InvalidFallbacks.FinalStore.class)),
				(MethodInterceptor) (invocation) -> invocation.proceed());
	}

	private static String[] text(Class<?> bean, Class<?> store) {
		StartFailure failure = StartFailure.of(StartFailure.runner()
			.withPropertyValues("ha.pools.billing.endpoints=http://10.0.0.1:8080")
			.withBean(bean)
			.withBean("store", store));
		return new String[] { failure.description(), failure.action() };
	}

}
