package io.hapool.kotlin

import io.hapool.annotation.HighlyAvailable
import io.hapool.annotation.Leased
import io.hapool.call.CallCounts
import io.hapool.pool.autoconfigure.StartFailure
import java.net.URI
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.Test
import org.springframework.aop.support.AopUtils
import org.springframework.stereotype.Component

/**
 * Annotated functions in Kotlin that do not suspend.
 */
class PlainKotlinTests {

	@Test
	fun callWhenFirstEndpointFailsIsAnsweredByTheSecond() = BillingContext.with<PlainBilling> { billing, service, pool ->
		service.failures = 1

		val answer = billing.find("7")

		assertThat(AopUtils.isCglibProxy(billing)).isTrue()
		assertThat(answer).isEqualTo("7 from http://two")
		assertThat(service.endpoints).containsExactly(BillingContext.one, BillingContext.two)
		assertThat(pool.calls()).isEqualTo(CallCounts(1, 1, 0, 2, 1))
	}

	@Test
	fun callWhenAnEndpointIsPassedReplacesIt() = BillingContext.with<PlainBilling> { billing, _, _ ->
		val answer = billing.find("7", URI.create("http://mine"))

		assertThat(answer).isEqualTo("7 from http://one")
	}

	@Test
	fun callWhenAllEndpointsFailThrowsTheLastException() = BillingContext.with<PlainBilling> { billing, service, pool ->
		service.failures = 3

		assertThatExceptionOfType(EndpointDown::class.java)
			.isThrownBy { billing.find("7") }
			.satisfies({ failure ->
				assertThat(failure.endpoint).isEqualTo(BillingContext.three)
				assertThat(failure.suppressed).extracting("endpoint").containsExactly(BillingContext.one, BillingContext.two)
			})
		assertThat(pool.openLeases()).isZero()
	}

	@Test
	fun startWhenAFunctionReturnsAFlowFails() {
		val failure = StartFailure.of(BillingContext.runner.withUserConfiguration(Flowing::class.java))

		assertThat(failure.description).isEqualTo(
			"@HighlyAvailable cannot work on io.hapool.kotlin.PlainKotlinTests\$Flowing.all(URI): " +
				"it returns Flow before its outcome is known"
		)
		assertThat(failure.action).isEqualTo(
			"Return a Mono, a Flux, a CompletableFuture or the plain value; in Kotlin, write a suspending function that " +
				"returns the plain value."
		)
	}

	@Test
	fun startWhenAFunctionIsNotOpenFails() {
		val failure = StartFailure.of(BillingContext.runner.withUserConfiguration(Closed::class.java))

		assertThat(failure.description).isEqualTo(
			"@HighlyAvailable cannot work on io.hapool.kotlin.PlainKotlinTests\$Closed.find(URI): " +
				"it is final, so no proxy can stand in its way and it would run without an endpoint"
		)
		assertThat(failure.action)
			.isEqualTo("Remove \"final\" (in Kotlin: write \"open\", or use the kotlin-spring plugin).")
	}

	@Component
	class Flowing {

		@HighlyAvailable("billing")
		fun all(@Leased endpoint: URI? = null): Flow<String> = flowOf("$endpoint")

	}

	/** Without a stereotype, so that the plugin leaves it as Kotlin does. */
	class Closed {

		@HighlyAvailable("billing")
		fun find(@Leased endpoint: URI? = null): String = "$endpoint"

	}

}
