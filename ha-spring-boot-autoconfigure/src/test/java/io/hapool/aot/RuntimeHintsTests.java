package io.hapool.aot;

import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.aop.autoconfigure.AnnotationProperties;
import io.hapool.aot.ProcessedCalls.AnnotatedClass;
import io.hapool.aot.ProcessedCalls.Billing;
import io.hapool.aot.ProcessedCalls.Declared;
import io.hapool.aot.ProcessedCalls.Implementation;
import io.hapool.pool.autoconfigure.EndpointProperties;
import io.hapool.pool.autoconfigure.HaProperties;
import io.hapool.pool.autoconfigure.PoolProperties;
import io.micrometer.context.ContextSnapshotFactory;
import kotlinx.coroutines.reactor.MonoKt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.core.DecoratingProxy;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

/**
 * What a native image is told of.
 */
class RuntimeHintsTests {

	private static final Map<String, Object> POOL = Map.of("ha.pools.billing.endpoints", "http://one");

	@Test
	void annotatedMethodsMayBeInvoked() {
		RuntimeHints hints = ProcessedContext.of(POOL, Billing.class).hints();

		assertThat(reflection().onMethodInvocation(Billing.class, "find")).accepts(hints);
	}

	@Test
	void allMethodsOfABeanThatHasAnnotatedOnesMayBeInvokedAsAnyMayBeItsFallback() {
		RuntimeHints hints = ProcessedContext.of(POOL, AnnotatedClass.class).hints();

		assertThat(reflection().onMethodInvocation(AnnotatedClass.class, "find")).accepts(hints);
		assertThat(reflection().onMethodInvocation(AnnotatedClass.class, "spare")).accepts(hints);
	}

	@Test
	void proxiesOfInterfacesMayBeMadeAndInvoked() {
		RuntimeHints hints = ProcessedContext
			.of(Map.of("ha.pools.billing.endpoints", "http://one", "spring.aop.proxy-target-class", "false"),
					Implementation.class)
			.hints();

		assertThat(proxies().forInterfaces(Declared.class, SpringProxy.class, Advised.class, DecoratingProxy.class))
			.accepts(hints);
		assertThat(reflection().onType(Declared.class).withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS))
			.accepts(hints);
	}

	@Test
	void fallbackOfAnotherBeanMayBeInvoked() {
		RuntimeHints hints = ProcessedContext
			.of(Map.of("ha.pools.billing.endpoints", "http://one", "app.spare", "spares"), WithFallback.class,
					Spares.class)
			.hints();

		assertThat(reflection().onMethodInvocation(Spares.class, "answer")).accepts(hints);
	}

	@Test
	void librariesMayBeFoundByTheNamesOfTheirClasses() {
		RuntimeHints hints = new RuntimeHints();

		AotServices.factories()
			.load(RuntimeHintsRegistrar.class)
			.forEach((registrar) -> registrar.registerHints(hints, getClass().getClassLoader()));

		assertThat(reflection().onType(MonoKt.class)).accepts(hints);
		assertThat(reflection().onType(ContextSnapshotFactory.class)).accepts(hints);
	}

	@Test
	void beansWithoutTheAnnotationAreLeftAlone() {
		RuntimeHints hints = ProcessedContext.of(POOL, Plain.class).hints();

		assertThat(reflection().onMethodInvocation(Plain.class, "spare")).rejects(hints);
	}

	@ParameterizedTest
	@MethodSource
	void propertiesMayBeBound(Class<?> type) {
		RuntimeHints hints = ProcessedContext.of(POOL, Plain.class).hints();

		Predicate<RuntimeHints> bindable = reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]);
		assertThat(bindable).accepts(hints);
	}

	static Stream<Class<?>> propertiesMayBeBound() {
		return Stream.concat(Stream.of(HaProperties.class, PoolProperties.class, EndpointProperties.class,
				AnnotationProperties.class), Stream.of(PoolProperties.class.getDeclaredClasses()));
	}

	static class WithFallback {

		@HighlyAvailable(pool = "billing", fallbackMethod = "@${app.spare}.answer")
		public String find() {
			throw new IllegalStateException("down");
		}

	}

	@Component("spares")
	static class Spares {

		String answer() {
			return "spare";
		}

	}

	static class Plain {

		private String spare() {
			return "spare";
		}

	}

}
