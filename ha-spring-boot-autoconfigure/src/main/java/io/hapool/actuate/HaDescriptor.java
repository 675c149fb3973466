package io.hapool.actuate;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The whole state, as {@code /actuator/ha} shows it.
 *
 * @param pools the pools by name
 * @param redis the Redis databases, if there are any
 */
public record HaDescriptor(Map<String, PoolDescriptor> pools, @Nullable RedisDescriptor redis) {
}
