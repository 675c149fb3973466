package io.hapool.kotlin

import io.hapool.annotation.HighlyAvailable
import io.hapool.annotation.Leased
import java.net.URI
import org.springframework.stereotype.Component

/**
 * A client in Kotlin that blocks.
 */
@Component
class PlainBilling(private val service: BillingService) {

	@HighlyAvailable("billing")
	fun find(id: String, @Leased endpoint: URI? = null): String = service.answer(id, endpoint)

}
