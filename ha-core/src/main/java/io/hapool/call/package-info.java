/**
 * One call over a pool: attempts, failover, retry budget, deadline, abort. Start at
 * {@link io.hapool.call.EndpointPool}, the door to all of it; {@code Call} is the loop.
 */
@NullMarked
package io.hapool.call;

import org.jspecify.annotations.NullMarked;
