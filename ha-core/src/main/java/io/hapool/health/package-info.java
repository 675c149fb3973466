/**
 * Health checks and what runs them. Start at {@link io.hapool.health.HealthCheck};
 * {@link io.hapool.health.TcpConnect} is the simplest, {@link io.hapool.health.Poller}
 * runs them.
 */
@NullMarked
package io.hapool.health;

import org.jspecify.annotations.NullMarked;
