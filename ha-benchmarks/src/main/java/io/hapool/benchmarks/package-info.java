/**
 * What the engine costs. Start at {@link io.hapool.benchmarks.CallBenchmark}.
 */
@NullMarked
package io.hapool.benchmarks;

import org.jspecify.annotations.NullMarked;
