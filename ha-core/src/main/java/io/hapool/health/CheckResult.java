package io.hapool.health;

import org.jspecify.annotations.Nullable;

/**
 * What came of one check.
 *
 * @param verdict what the check said; DOWN if it threw
 * @param failure what it threw, if it did
 */
public record CheckResult(HealthCheck.Verdict verdict, @Nullable Throwable failure) {
}
