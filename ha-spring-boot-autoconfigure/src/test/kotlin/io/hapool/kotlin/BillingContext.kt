package io.hapool.kotlin

import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration
import io.hapool.call.EndpointPool
import io.hapool.call.EndpointPools
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration
import java.net.URI
import org.springframework.beans.factory.getBean
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.test.context.runner.ApplicationContextRunner

/**
 * Contexts with a pool of three endpoints, asked in their order.
 */
object BillingContext {

	val one: URI = URI.create("http://one")

	val two: URI = URI.create("http://two")

	val three: URI = URI.create("http://three")

	val runner: ApplicationContextRunner = ApplicationContextRunner()
		.withConfiguration(
			AutoConfigurations.of(PoolsAutoConfiguration::class.java, HighlyAvailableAutoConfiguration::class.java)
		)
		.withPropertyValues(
			"ha.pools.billing.endpoints=$one,$two,$three",
			"ha.pools.billing.selection=sticky",
			"ha.pools.billing.timeout=1h"
		)

	/** Runs a test with a client of a type, the service behind it, and the pool. */
	inline fun <reified T : Any> with(crossinline test: (T, BillingService, EndpointPool<*>) -> Unit) {
		runner.withUserConfiguration(BillingService::class.java, T::class.java).run { context ->
			test(context.getBean<T>(), context.getBean<BillingService>(), context.getBean<EndpointPools>().get("billing"))
		}
	}

}
