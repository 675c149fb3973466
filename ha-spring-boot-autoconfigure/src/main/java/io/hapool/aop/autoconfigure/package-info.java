/**
 * Switches the annotation on.
 */
@NullMarked
package io.hapool.aop.autoconfigure;

import org.jspecify.annotations.NullMarked;
