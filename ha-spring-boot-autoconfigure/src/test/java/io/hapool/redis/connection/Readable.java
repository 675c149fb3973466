package io.hapool.redis.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.stream.ByteBufferRecord;
import org.springframework.data.redis.connection.stream.ByteRecord;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.core.Cursor;

/**
 * Answers of Redis as text, to compare them: bytes have no equality of their own.
 */
public final class Readable {

	private Readable() {
	}

	public static String of(@Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return '"' + new String(bytes, StandardCharsets.UTF_8) + '"';
		}
		if (value instanceof ByteBuffer buffer) {
			return '"' + StandardCharsets.UTF_8.decode(buffer.duplicate()).toString() + '"';
		}
		if (value instanceof Object[] array) {
			return of(Arrays.asList(array));
		}
		if (value instanceof Collection<?> all) {
			return all.stream().map(Readable::of).toList().toString();
		}
		if (value instanceof Properties properties) {
			return "properties " + (properties.size() > 0);
		}
		if (value instanceof Map<?, ?> map) {
			Map<String, String> readable = new LinkedHashMap<>();
			map.forEach((key, entry) -> readable.put(of(key), of(entry)));
			return readable.toString();
		}
		return other(value);
	}

	private static String other(@Nullable Object value) {
		if (value instanceof Map.Entry<?, ?> entry) {
			return of(entry.getKey()) + '=' + of(entry.getValue());
		}
		if (value instanceof Tuple tuple) {
			return of(tuple.getValue()) + '@' + tuple.getScore();
		}
		if (value instanceof ByteRecord message) {
			return message.getId() + of(message.getValue());
		}
		if (value instanceof ByteBufferRecord message) {
			return message.getId() + of(message.getValue());
		}
		if (value instanceof Cursor<?> cursor) {
			try (cursor) {
				return of(cursor.stream().map(Readable::of).sorted().toList());
			}
		}
		if (value instanceof Throwable failure) {
			return failure.getClass().getName() + ": " + failure.getMessage();
		}
		return String.valueOf(value);
	}

}
