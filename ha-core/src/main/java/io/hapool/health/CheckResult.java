package io.hapool.health;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What came of one check.
 *
 * @param verdict what the check said; DOWN if it threw
 * @param failure why, if it did not say UP
 * @param took how long it took
 */
public record CheckResult(HealthCheck.Verdict verdict, @Nullable Throwable failure, Duration took) {
}
