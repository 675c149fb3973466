package io.hapool.pool.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What all pools share, and the pools.
 *
 * @param defaults what pools inherit: any key of a pool but its endpoints
 * @param zone the zone in which this application runs
 * @param pools the pools by name: lower-case letters, digits and inner dashes
 */
@ConfigurationProperties("ha")
public record HaProperties(@NestedConfigurationProperty @Nullable PoolProperties defaults, @Nullable String zone,
		@DefaultValue Map<String, PoolProperties> pools) {
}
