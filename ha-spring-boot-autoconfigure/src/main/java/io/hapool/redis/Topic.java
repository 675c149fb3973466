package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/**
 * What messages are published to, or a pattern of it. Two are equal if their bytes are.
 */
public final class Topic {

	private final Kind kind;

	private final byte[] name;

	/**
	 * Creates a topic.
	 * @param kind what the name is
	 * @param name not copied, not to be changed
	 */
	public Topic(Kind kind, byte[] name) {
		this.kind = kind;
		this.name = name;
	}

	/**
	 * What the name of a topic is.
	 */
	public enum Kind {

		/** The channel that is published to. */
		CHANNEL,

		/** A pattern of channels, as {@code news.*} is. */
		PATTERN

	}

	/**
	 * Returns what the name is.
	 * @return the kind
	 */
	public Kind kind() {
		return kind;
	}

	/**
	 * Returns the channel or pattern.
	 * @return the bytes, not to be changed
	 */
	public byte[] name() {
		return name;
	}

	/**
	 * Returns the names of those of one kind.
	 * @param topics of both kinds
	 * @param kind which
	 * @return their names, maybe none
	 */
	public static byte[][] names(Collection<Topic> topics, Kind kind) {
		return topics.stream().filter((topic) -> topic.kind == kind).map(Topic::name).toArray(byte[][]::new);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Topic topic && kind == topic.kind && Arrays.equals(name, topic.name);
	}

	@Override
	public int hashCode() {
		return 31 * kind.hashCode() + Arrays.hashCode(name);
	}

	@Override
	public String toString() {
		return kind + " " + new String(name, StandardCharsets.UTF_8);
	}

}
