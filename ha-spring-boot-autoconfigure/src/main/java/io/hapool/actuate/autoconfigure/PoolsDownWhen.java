package io.hapool.actuate.autoconfigure;

import java.util.Optional;
import java.util.function.Function;

import io.hapool.actuate.DownWhen;
import io.hapool.pool.autoconfigure.HaProperties;
import io.hapool.pool.autoconfigure.PoolProperties;
import org.jspecify.annotations.Nullable;

/**
 * When pools are down: as each says itself, else as the defaults say, else when no
 * endpoint is left.
 */
record PoolsDownWhen(HaProperties properties) implements Function<String, DownWhen> {

	@Override
	public DownWhen apply(String pool) {
		return said(properties.pools().get(pool)).or(() -> said(properties.defaults()))
			.map((value) -> DownWhen.valueOf(value.name()))
			.orElse(DownWhen.ALL);
	}

	private static Optional<PoolProperties.Health.DownWhen> said(@Nullable PoolProperties properties) {
		return Optional.ofNullable(properties).map(PoolProperties::health).map(PoolProperties.Health::downWhen);
	}

}
