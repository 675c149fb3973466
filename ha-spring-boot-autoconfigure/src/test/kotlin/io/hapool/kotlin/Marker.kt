package io.hapool.kotlin

import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.ThreadContextElement

/**
 * What a coroutine carries from thread to thread, as `MDCContext` does with the logging context.
 */
class Marker(private val text: String) : AbstractCoroutineContextElement(Marker), ThreadContextElement<String?> {

	override fun updateThreadContext(context: CoroutineContext): String? {
		val before = thread.get()
		thread.set(text)
		return before
	}

	override fun restoreThreadContext(context: CoroutineContext, oldState: String?) = thread.set(oldState)

	companion object Key : CoroutineContext.Key<Marker> {

		private val thread = ThreadLocal<String?>()

		fun current(): String? = thread.get()

	}

}
