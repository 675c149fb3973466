package io.hapool.pool.autoconfigure;

import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What is said of a pool, and beneath it what is said of all.
 */
record Layers<L>(L own, L inherited) {

	<V> Optional<V> find(Function<L, @Nullable V> value) {
		V found = value.apply(own);
		return Optional.ofNullable((found != null) ? found : value.apply(inherited));
	}

	<V> @Nullable V either(Function<L, @Nullable V> value, @Nullable V otherwise) {
		return find(value).orElse(otherwise);
	}

	<V> Layers<V> in(Function<L, @Nullable V> part, V empty) {
		return new Layers<>(orEmpty(part.apply(own), empty), orEmpty(part.apply(inherited), empty));
	}

	private static <V> V orEmpty(@Nullable V value, V empty) {
		return (value != null) ? value : empty;
	}

}
