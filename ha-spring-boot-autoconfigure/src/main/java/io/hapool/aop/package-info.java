/**
 * The advice behind {@code @HighlyAvailable}: finds annotated methods, proves at the
 * start that they can work, and runs each attempt of a call. Start at
 * {@link io.hapool.aop.HighlyAvailableInterceptor}.
 */
@NullMarked
package io.hapool.aop;

import org.jspecify.annotations.NullMarked;
