/**
 * What users import: {@link io.hapool.annotation.HighlyAvailable} for methods,
 * {@link io.hapool.annotation.HaTemplate} for code. Start at either.
 */
@NullMarked
package io.hapool.annotation;

import org.jspecify.annotations.NullMarked;
