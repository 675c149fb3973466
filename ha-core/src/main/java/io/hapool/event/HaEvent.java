package io.hapool.event;

import java.time.Instant;

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

}
