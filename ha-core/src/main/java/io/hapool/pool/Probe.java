package io.hapool.pool;

import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * How one endpoint is probed.
 *
 * @param check by what
 * @param rules how often, and how many verdicts count
 * @param isPeriodic whether all the time, or while it is suspect only
 * @param quickLook how it is looked at when it is doubted, if it is
 */
record Probe<T>(HealthCheck<T> check, CheckRules rules, boolean isPeriodic, @Nullable QuickLook<T> quickLook) {
}
