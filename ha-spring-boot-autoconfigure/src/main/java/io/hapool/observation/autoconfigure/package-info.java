/**
 * Switches the observations on.
 */
@NullMarked
package io.hapool.observation.autoconfigure;

import org.jspecify.annotations.NullMarked;
