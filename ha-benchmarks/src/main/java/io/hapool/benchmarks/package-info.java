/**
 * What a call that succeeds costs, beside what others take for it. Start at
 * {@link io.hapool.benchmarks.Benchmarks}, which runs all and prints the tables.
 * <p>
 * Each contender does the same work: it chooses one of eight endpoints where it knows
 * endpoints, asks the guard of that endpoint, and reports success. The call itself is
 * nothing but a value returned.
 */
@NullMarked
package io.hapool.benchmarks;

import org.jspecify.annotations.NullMarked;
