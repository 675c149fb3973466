package io.hapool.aot;

import java.util.Map;

import io.hapool.aot.ProcessedCalls.AnnotatedClass;
import io.hapool.aot.ProcessedCalls.Billing;
import io.hapool.aot.ProcessedCalls.Declared;
import io.hapool.aot.ProcessedCalls.Implementation;
import io.hapool.aot.ProcessedCalls.Placeholders;
import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPools;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Applications that were processed ahead of time run as others do. Each test compiles
 * one.
 */
@CompileWithForkedClassLoader
class AheadOfTimeTests {

	private static final Map<String, Object> TWO_ENDPOINTS = Map.of("ha.pools.billing.endpoints",
			"http://one,http://two", "ha.pools.billing.selection", "sticky");

	@Test
	void callWhenItsEndpointFailsMovesOnAndFallsBackWhenAllDo() {
		ProcessedContext processed = ProcessedContext.of(TWO_ENDPOINTS, Billing.class, AnnotatedClass.class);

		processed.compile((application) -> application.run(TWO_ENDPOINTS, (context) -> {
			Billing billing = context.getBean(Billing.class);
			assertThat(billing.find("7", null)).isEqualTo("7 from http://two");
			assertThat(billing.pool()).isSameAs(context.getBean(EndpointPools.class).get("billing"));
			assertThat(billing.pool().calls()).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
			assertThat(billing.pool().openLeases()).isZero();
			assertThat(context.getBean(AnnotatedClass.class).find(null)).isEqualTo("http://two");
			assertThat(context.getBean(AnnotatedClass.class).fail(null)).isEqualTo("spare, as it is down");
			assertThat(billing.pool().calls().started()).isEqualTo(3);
			assertThat(AopUtils.isCglibProxy(billing)).isTrue();
			assertThat(processed.classFiles()).containsKey(billing.getClass().getName().replace('.', '/') + ".class");
		}));
	}

	@Test
	void interfaceMayStandForItsImplementation() {
		Map<String, Object> properties = Map.of("ha.pools.billing.endpoints", "http://one",
				"spring.aop.proxy-target-class", "false");

		ProcessedContext.of(properties, Implementation.class)
			.compile((application) -> application.run(properties, (context) -> {
				Declared bean = context.getBean(Declared.class);
				assertThat(AopUtils.isJdkDynamicProxy(bean)).isTrue();
				assertThat(bean.find("7", null)).isEqualTo("7 from http://one");
			}));
	}

	@Test
	void annotationIsReadWhenTheApplicationStarts() {
		ProcessedContext.of(TWO_ENDPOINTS, Placeholders.class).compile((application) -> {
			application.run(
					Map.of("ha.pools.billing.endpoints", "http://one", "app.pool", "billing", "app.timeout", "2s"),
					(context) -> assertThat(context.getBean(Placeholders.class).find(null)).isEqualTo("http://one"));

			assertThatException().isThrownBy(() -> application.run(
					Map.of("ha.pools.billing.endpoints", "http://one", "app.pool", "biling", "app.timeout", "2s"),
					(context) -> {
					}))
				.withMessageEndingWith("there is no pool \"biling\"");
		});
	}

	@Test
	void poolsAreFixedButWhatIsSaidOfThemIsNot() {
		ProcessedContext.of(TWO_ENDPOINTS, AnnotatedClass.class).compile((application) -> {
			application.run(Map.of("ha.pools.billing.endpoints", "http://other"),
					(context) -> assertThat(context.getBean(AnnotatedClass.class).find(null))
						.isEqualTo("http://other"));

			application.run(
					Map.of("ha.pools.billing.endpoints", "http://one", "ha.pools.added.endpoints", "http://two"),
					(context) -> assertThat(context.getBean(EndpointPools.class).names()).containsExactly("billing"));

			assertThatException().isThrownBy(() -> application.run(Map.of(), (context) -> {
			})).havingRootCause().withMessage("ha.pools.billing.endpoints: the pool has no endpoints");
		});
	}

}
