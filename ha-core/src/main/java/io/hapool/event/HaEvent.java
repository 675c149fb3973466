package io.hapool.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the engine. Each part has records of its own that implement
 * this. Events hold no credentials.
 */
public interface HaEvent {

	/**
	 * Returns when it happened, by the wall clock, for people to read.
	 * @return the instant
	 */
	Instant at();

	/**
	 * Returns what happened and why, in one line.
	 * @return a sentence for people
	 */
	String description();

	/**
	 * Returns the name of the pool that it is about.
	 * @return the name, or {@code null} if it is about no single pool
	 */
	default @Nullable String pool() {
		return null;
	}

	/**
	 * Returns the id of the endpoint that it is about.
	 * @return the id, or {@code null} if it is about no single endpoint
	 */
	default @Nullable String endpoint() {
		return null;
	}

}
