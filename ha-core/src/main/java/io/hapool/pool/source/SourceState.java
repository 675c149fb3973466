package io.hapool.pool.source;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How a source does, for people to read.
 *
 * @param name the name of the source
 * @param lastSuccess when it last told of endpoints, by the wall clock; {@code null}:
 * never yet
 * @param endpoints how many endpoints it told of then
 * @param failure why it failed when it was asked last, free of credentials; {@code null}:
 * it did not, or has not answered yet
 */
public record SourceState(String name, @Nullable Instant lastSuccess, int endpoints, @Nullable String failure) {
}
