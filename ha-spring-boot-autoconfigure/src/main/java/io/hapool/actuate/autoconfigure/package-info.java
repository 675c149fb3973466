/**
 * Switches the parts for the actuator on.
 */
@NullMarked
package io.hapool.actuate.autoconfigure;

import org.jspecify.annotations.NullMarked;
