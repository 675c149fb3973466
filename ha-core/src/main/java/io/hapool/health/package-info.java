/**
 * Health checks and what runs them. Start at {@link io.hapool.health.HealthCheck}.
 */
@NullMarked
package io.hapool.health;

import org.jspecify.annotations.NullMarked;
