/**
 * Faults made for real: backends in processes of their own that are killed, reset
 * connections and send nonsense, a load that does not wait for them, and what must hold
 * all the while. Start at {@link io.hapool.fault.FaultScene}.
 */
@NullMarked
package io.hapool.fault;

import org.jspecify.annotations.NullMarked;
