/**
 * Calls that return a {@code Mono} or a {@code Flux}. Start at
 * {@link io.hapool.reactive.ReactiveHaTemplate}; the advice behind the annotation uses
 * {@link io.hapool.reactive.ReactiveCalls}.
 */
@NullMarked
package io.hapool.reactive;

import org.jspecify.annotations.NullMarked;
