package io.hapool.kotlin

import io.hapool.annotation.HighlyAvailable
import io.hapool.annotation.Leased
import java.net.URI
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import org.springframework.stereotype.Component

/**
 * A client in Kotlin, as users write it.
 */
@Component
class KotlinBilling(private val service: BillingService) {

	@HighlyAvailable("billing")
	suspend fun find(id: String, @Leased endpoint: URI? = null): String {
		delay(1)
		return service.answer(id, endpoint)
	}

	@HighlyAvailable("billing")
	suspend fun atOnce(id: String, @Leased endpoint: URI? = null): String = service.answer(id, endpoint)

	@HighlyAvailable("billing")
	suspend fun unit(@Leased endpoint: URI? = null) {
		delay(1)
		service.answer("unit", endpoint)
	}

	@HighlyAvailable("billing")
	suspend fun nothingFound(@Leased endpoint: URI? = null): String? {
		delay(1)
		service.answer("nothing", endpoint)
		return null
	}

	@HighlyAvailable("billing")
	suspend fun hang(@Leased endpoint: URI? = null): String {
		service.hang(endpoint)
		awaitCancellation()
	}

	@HighlyAvailable("billing", timeout = "300ms")
	suspend fun hangAtMost(@Leased endpoint: URI? = null): String {
		service.hang(endpoint)
		awaitCancellation()
	}

}
