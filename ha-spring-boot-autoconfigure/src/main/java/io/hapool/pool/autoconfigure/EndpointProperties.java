package io.hapool.pool.autoconfigure;

import java.util.Map;

import io.hapool.pool.Credentials;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One endpoint of a pool.
 *
 * @param uri where it is, such as http://10.0.0.1:8080
 * @param id its identity; derived from the URI if absent
 * @param tier its rank; a lower number is preferred
 * @param weight its share within its tier
 * @param zone where it is
 * @param metadata what else is known of it
 */
public record EndpointProperties(@Nullable String uri, @Nullable String id, @DefaultValue("0") int tier,
		@DefaultValue("1") double weight, @Nullable String zone, @DefaultValue Map<String, String> metadata) {

	static EndpointProperties of(String uri) {
		return new EndpointProperties(uri, null, 0, 1, null, Map.of());
	}

	@Override
	public String toString() {
		return (id != null) ? id : Credentials.mask(String.valueOf(uri));
	}

}
