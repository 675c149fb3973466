package io.hapool.kotlin

import io.hapool.annotation.HighlyAvailable
import io.hapool.annotation.Leased
import io.hapool.pool.autoconfigure.StartFailure
import java.net.URI
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.springframework.stereotype.Component
import reactor.core.publisher.Mono

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
	fun callWhenAllEndpointsFailIsAnsweredByASuspendingFunction() =
		BillingContext.with<Suspending> { billing, service, pool ->
			service.failures = 3

			val answer = runBlocking(Marker("request 7")) { billing.find("7") }

			assertThat(answer).isEqualTo("7 unknown in request 7, as http://three is down")
			assertThat(pool.openLeases()).isZero()
		}

	@Test
	fun callWhenTheSuspendingFunctionFailsThrowsThatWithTheFailureOfTheCall() =
		BillingContext.with<Suspending> { billing, service, _ ->
			service.failures = 3

			assertThatExceptionOfType(EndpointDown::class.java)
				.isThrownBy { runBlocking { billing.findOrFail("7") } }
				.satisfies({ failure ->
					assertThat(failure.endpoint).isEqualTo(URI("http://nowhere"))
					assertThat(failure.suppressed.filterIsInstance<EndpointDown>().map { it.endpoint })
						.containsExactly(BillingContext.three)
				})
		}

	@Test
	fun startWhenTheFallbackOfAPlainFunctionSuspendsFails() {
		val failure = StartFailure.of(
			BillingContext.runner.withUserConfiguration(BillingService::class.java, Unlike::class.java)
		)

		assertThat(failure.description).isEqualTo(
			"@HighlyAvailable cannot work on io.hapool.kotlin.SuspendFallbackTests\$Unlike.find(String, URI): " +
				"its fallbackMethod is \"spare\", which is a suspending function, unlike the method"
		)
		assertThat(failure.action).isEqualTo("Remove \"suspend\" from it, or write it before the method as well.")
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

		@HighlyAvailable("billing", fallbackMethod = "broken")
		suspend fun findOrFail(id: String, @Leased endpoint: URI? = null): String = service.answer(id, endpoint)

		private suspend fun spare(id: String, failure: EndpointDown): String {
			delay(1)
			return "$id unknown in ${Marker.current()}, as ${failure.message}"
		}

		private suspend fun broken(id: String, failure: EndpointDown): String {
			delay(1)
			throw EndpointDown(URI("http://nowhere"))
		}

	}

	@Component
	class Unlike(private val service: BillingService) {

		@HighlyAvailable("billing", fallbackMethod = "spare")
		fun find(id: String, @Leased endpoint: URI? = null): Mono<String> = Mono.fromCallable { service.answer(id, endpoint) }

		suspend fun spare(id: String): String {
			delay(1)
			return "$id unknown"
		}

	}

}
