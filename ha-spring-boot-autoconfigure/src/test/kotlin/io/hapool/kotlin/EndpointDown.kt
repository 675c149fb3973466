package io.hapool.kotlin

import java.io.IOException
import java.net.URI

/**
 * What [BillingService] throws. Without a constructor that takes a text alone: coroutines under a debugger or with
 * assertions copy other exceptions for the sake of their stack traces, and the copies have nothing suppressed.
 */
class EndpointDown(val endpoint: URI) : IOException("$endpoint is down")
