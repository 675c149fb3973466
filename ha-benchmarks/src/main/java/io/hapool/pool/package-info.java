/**
 * What benchmarks need to see of the engine's inside.
 */
@NullMarked
package io.hapool.pool;

import org.jspecify.annotations.NullMarked;
