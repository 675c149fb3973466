package io.hapool.kotlin

import io.hapool.annotation.HighlyAvailable
import io.hapool.annotation.Leased
import io.hapool.pool.autoconfigure.StartFailure
import java.net.URI
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.springframework.stereotype.Component

/**
 * What answers when all endpoints have failed a suspend function.
 */
@Timeout(20)
class SuspendFallbackTests {

	@Test
	fun callWhenAllEndpointsFailIsAnsweredByAPlainFunction() = BillingContext.with<Plain> { billing, service, pool ->
		service.failures = 3

		val answer = runBlocking { billing.find("7") }

		assertThat(answer).isEqualTo("7 unknown, as http://three is down")
		assertThat(service.endpoints).hasSize(3)
		assertThat(pool.openLeases()).isZero()
	}

	@Test
	fun startWhenTheFallbackSuspendsFails() {
		val failure = StartFailure.of(
			BillingContext.runner.withUserConfiguration(BillingService::class.java, Suspending::class.java)
		)

		assertThat(failure.description).isEqualTo(
			"@HighlyAvailable cannot work on io.hapool.kotlin.SuspendFallbackTests\$Suspending.find(String, URI, " +
				"Continuation): its fallbackMethod is \"spare\", which is a suspending function"
		)
		assertThat(failure.action).isEqualTo("Remove \"suspend\" from it.")
	}

	@Component
	class Plain(private val service: BillingService) {

		@HighlyAvailable("billing", fallbackMethod = "spare")
		suspend fun find(id: String, @Leased endpoint: URI? = null): String {
			delay(1)
			return service.answer(id, endpoint)
		}

		private fun spare(id: String, failure: EndpointDown): String = "$id unknown, as ${failure.message}"

	}

	@Component
	class Suspending(private val service: BillingService) {

		@HighlyAvailable("billing", fallbackMethod = "spare")
		suspend fun find(id: String, @Leased endpoint: URI? = null): String = service.answer(id, endpoint)

		suspend fun spare(id: String): String {
			delay(1)
			return "$id unknown"
		}

	}

}
