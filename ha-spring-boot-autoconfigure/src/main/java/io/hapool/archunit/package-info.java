/**
 * Rules that users run in their own tests, with ArchUnit. Start at
 * {@link io.hapool.archunit.HighlyAvailableRules}.
 */
@NullMarked
package io.hapool.archunit;

import org.jspecify.annotations.NullMarked;
