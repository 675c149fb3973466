/**
 * Health checks and the poller that runs them. Nothing stands here yet: endpoints are
 * judged by their calls alone.
 */
@NullMarked
package io.hapool.health;

import org.jspecify.annotations.NullMarked;
