package io.hapool.actuate;

import java.util.Map;

/**
 * The whole state, as {@code /actuator/ha} shows it.
 *
 * @param pools the pools by name
 */
public record HaDescriptor(Map<String, PoolDescriptor> pools) {
}
