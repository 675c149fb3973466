/**
 * Endpoints, the leases on them, and the policies that choose, isolate and restore them.
 * Start at {@link io.hapool.pool.Leases}, which grants the leases of one pool;
 * {@code EndpointState} holds what may happen to an endpoint, as pure functions.
 */
@NullMarked
package io.hapool.pool;

import org.jspecify.annotations.NullMarked;
