/**
 * Subscriptions that follow the selected database. Start at
 * {@link io.hapool.redis.pubsub.Listening}.
 */
@NullMarked
package io.hapool.redis.pubsub;

import org.jspecify.annotations.NullMarked;
