/**
 * Switches the meters on.
 */
@NullMarked
package io.hapool.metrics.autoconfigure;

import org.jspecify.annotations.NullMarked;
