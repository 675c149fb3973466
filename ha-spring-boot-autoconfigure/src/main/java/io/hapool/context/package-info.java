/**
 * What belongs to the thread of a call: the lease of the attempt that runs on it, and
 * what the caller's thread carries over to the threads of later attempts. Start at
 * {@link io.hapool.context.CurrentLease} and {@link io.hapool.context.CallContext}.
 */
@NullMarked
package io.hapool.context;

import org.jspecify.annotations.NullMarked;
