package io.hapool.kotlin

import java.net.URI
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch

/**
 * What the clients call: the first attempts fail, as many as a test wants. Remembers where and how each was made.
 */
class BillingService {

	val endpoints = CopyOnWriteArrayList<URI>()

	val markers = CopyOnWriteArrayList<String?>()

	val threads = CopyOnWriteArrayList<String>()

	private val hanging = CountDownLatch(1)

	@Volatile
	var failures = 0

	fun answer(id: String, endpoint: URI?): String {
		attempt(endpoint)
		if (endpoints.size <= failures) {
			throw EndpointDown(endpoint!!)
		}
		return "$id from $endpoint"
	}

	/** Tells that an attempt is about to hang. */
	fun hang(endpoint: URI?) {
		attempt(endpoint)
		hanging.countDown()
	}

	/** Blocks until an attempt hangs. */
	fun awaitHang() = hanging.await()

	private fun attempt(endpoint: URI?) {
		endpoints += endpoint!!
		markers += Marker.current()
		threads += Thread.currentThread().name
	}

}
