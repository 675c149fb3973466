/**
 * What operators see: {@code /actuator/ha} and the health of pools. Start at
 * {@link io.hapool.actuate.HaEndpoint}.
 */
@NullMarked
package io.hapool.actuate;

import org.jspecify.annotations.NullMarked;
