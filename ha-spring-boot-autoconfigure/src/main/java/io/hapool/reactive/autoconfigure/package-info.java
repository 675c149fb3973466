/**
 * Offers the template for reactive calls.
 */
@NullMarked
package io.hapool.reactive.autoconfigure;

import org.jspecify.annotations.NullMarked;
