package io.hapool.redis.command;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ReactiveGeoCommands.GeoRadiusByMemberCommand;
import org.springframework.data.redis.connection.ReactiveGeoCommands.GeoRadiusCommand;
import org.springframework.data.redis.connection.ReactiveGeoCommands.GeoSearchStoreCommand;
import org.springframework.data.redis.connection.ReactiveSetCommands.SDiffStoreCommand;
import org.springframework.data.redis.connection.ReactiveStringCommands.BitOpCommand;
import org.springframework.data.redis.connection.ReactiveZSetCommands.ZAggregateStoreCommand;
import org.springframework.data.redis.connection.ReactiveZSetCommands.ZDiffStoreCommand;
import org.springframework.data.redis.connection.ReactiveZSetCommands.ZRangeStoreCommand;

/**
 * The keys that a command names.
 */
final class Keys {

	private Keys() {
	}

	/**
	 * Tells whether a command stores its result into what it was computed from: a second
	 * one computes from the result.
	 * @param arguments of the method, or one command of a publisher
	 * @return whether it may; true as well if it names any key twice
	 */
	static boolean storesIntoItsSource(@Nullable Object... arguments) {
		if (arguments.length == 1 && arguments[0] != null) {
			return commandStoresIntoItsSource(arguments[0]);
		}
		Set<ByteBuffer> seen = new HashSet<>();
		for (Object argument : arguments) {
			if (argument instanceof byte[] key && !seen.add(ByteBuffer.wrap(key))) {
				return true;
			}
			if (argument instanceof byte[][] keys
					&& !Arrays.stream(keys).map(ByteBuffer::wrap).map(seen::add).reduce(true, Boolean::logicalAnd)) {
				return true;
			}
		}
		return false;
	}

	private static boolean commandStoresIntoItsSource(Object argument) {
		if (argument instanceof BitOpCommand command) {
			return among(command.getDestinationKey(), command.getKeys());
		}
		if (argument instanceof ZAggregateStoreCommand command) {
			return among(command.getKey(), command.getSourceKeys());
		}
		if (argument instanceof SDiffStoreCommand command) {
			return among(command.getKey(), command.getKeys());
		}
		if (argument instanceof ZDiffStoreCommand command) {
			return among(command.getKey(), command.getSourceKeys());
		}
		if (argument instanceof ZRangeStoreCommand command) {
			return among(command.getDestKey(), command.getKey());
		}
		return geoStoresIntoItsSource(argument);
	}

	/** What is not known may. */
	private static boolean geoStoresIntoItsSource(Object argument) {
		if (argument instanceof GeoSearchStoreCommand command) {
			return among(command.getDestKey(), command.getKey());
		}
		if (argument instanceof GeoRadiusCommand command) {
			return command.getStore().isPresent() || command.getStoreDist().isPresent();
		}
		if (argument instanceof GeoRadiusByMemberCommand command) {
			return command.getStore().isPresent() || command.getStoreDist().isPresent();
		}
		return true;
	}

	private static boolean among(@Nullable ByteBuffer destination, @Nullable ByteBuffer source) {
		return destination == null || destination.equals(source);
	}

	private static boolean among(@Nullable ByteBuffer destination, List<ByteBuffer> sources) {
		return destination == null || sources.contains(destination);
	}

}
