package io.hapool.kotlin

import io.hapool.call.CallCounts
import io.hapool.call.EndpointPool
import java.time.Duration
import kotlin.time.measureTime
import kotlin.time.toJavaDuration
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatException
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/**
 * Annotated suspend functions.
 */
@Timeout(20)
class SuspendTests {

	@Test
	fun callWhenFirstEndpointFailsAsynchronouslyIsAnsweredByTheSecond() =
		BillingContext.with<KotlinBilling> { billing, service, pool ->
			service.failures = 1

			val answer = runBlocking { billing.find("7") }

			assertThat(answer).isEqualTo("7 from http://two")
			assertThat(service.endpoints).containsExactly(BillingContext.one, BillingContext.two)
			assertThat(pool.calls()).isEqualTo(CallCounts(1, 1, 0, 2, 1))
			assertThat(pool.openLeases()).isZero()
			assertThat(failures(pool)).containsExactly(1, 0, 0)
		}

	@Test
	fun callWhenItNeverSuspendsIsAnsweredByTheSecondEndpoint() = BillingContext.with<KotlinBilling> { billing, service, pool ->
		service.failures = 1

		val answer = runBlocking { billing.atOnce("7") }

		assertThat(answer).isEqualTo("7 from http://two")
		assertThat(pool.openLeases()).isZero()
	}

	@Test
	fun callWhenItReturnsUnitOrNullSucceeds() = BillingContext.with<KotlinBilling> { billing, _, pool ->
		runBlocking {
			assertThat(billing.unit()).isEqualTo(Unit)
			assertThat(billing.nothingFound()).isNull()
		}

		assertThat(pool.calls()).isEqualTo(CallCounts(2, 2, 0, 2, 0))
		assertThat(pool.openLeases()).isZero()
	}

	@Test
	fun callWhenAllEndpointsFailThrowsTheLastExceptionWithTheOthersSuppressed() =
		BillingContext.with<KotlinBilling> { billing, service, pool ->
			service.failures = 3

			assertThatExceptionOfType(EndpointDown::class.java)
				.isThrownBy { runBlocking { billing.find("7") } }
				.satisfies({ failure ->
					assertThat(failure.endpoint).isEqualTo(BillingContext.three)
					assertThat(failure.suppressed.filterIsInstance<EndpointDown>().map { it.endpoint })
						.containsExactly(BillingContext.one, BillingContext.two)
				})
			assertThat(pool.calls()).isEqualTo(CallCounts(1, 0, 1, 3, 1))
			assertThat(pool.openLeases()).isZero()
		}

	@Test
	fun callWhenCancelledGivesTheLeaseBackWithoutBlameAndWithoutASecondAttempt() =
		BillingContext.with<KotlinBilling> { billing, service, pool ->
			runBlocking {
				val job = launch(Dispatchers.Default) { billing.hang() }
				service.awaitHang()
				assertThat(pool.openLeases()).isOne()

				job.cancelAndJoin()
			}

			assertThat(pool.openLeases()).isZero()
			assertThat(failures(pool)).containsExactly(0, 0, 0)
			assertThat(service.endpoints).containsExactly(BillingContext.one)
			assertThat(pool.calls().attempts()).isOne()
		}

	@Test
	fun callWhenItsDeadlinePassesEndsThen() = BillingContext.with<KotlinBilling> { billing, service, pool ->
		val taken = measureTime {
			assertThatException().isThrownBy { runBlocking { billing.hangAtMost() } }
		}

		assertThat(taken.toJavaDuration()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(2))
		assertThat(service.endpoints).isNotEmpty
		assertThat(pool.openLeases()).isZero()
	}

	@Test
	fun callWhenItMovesOnKeepsTheContextOfItsCoroutine() = BillingContext.with<KotlinBilling> { billing, service, _ ->
		service.failures = 2

		runBlocking(Marker("request 7")) { billing.find("7") }

		assertThat(service.markers).containsExactly("request 7", "request 7", "request 7")
		assertThat(Marker.current()).isNull()
	}

	@Test
	fun callWhenItMovesOnStaysOnItsDispatcher() = BillingContext.with<KotlinBilling> { billing, service, _ ->
		service.failures = 2

		runBlocking(Dispatchers.Default) { billing.find("7") }

		assertThat(service.threads).hasSize(3).allMatch { it.startsWith("DefaultDispatcher-worker") }
	}

	private fun failures(pool: EndpointPool<*>): List<Int> = pool.endpoints().map { it.counts().failures().toInt() }

}
