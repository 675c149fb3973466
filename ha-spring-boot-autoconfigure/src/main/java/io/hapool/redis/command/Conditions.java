package io.hapool.redis.command;

import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.BitFieldSubCommands;
import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.ReactiveHashCommands.HSetCommand;
import org.springframework.data.redis.connection.ReactiveHashCommands.HSetExCommand;
import org.springframework.data.redis.connection.ReactiveHashCommands.HashExpireCommand;
import org.springframework.data.redis.connection.ReactiveKeyCommands.CopyCommand;
import org.springframework.data.redis.connection.ReactiveKeyCommands.ExpireAtCommand;
import org.springframework.data.redis.connection.ReactiveKeyCommands.ExpireCommand;
import org.springframework.data.redis.connection.ReactiveListCommands.LRemCommand;
import org.springframework.data.redis.connection.ReactiveRedisConnection.RangeCommand;
import org.springframework.data.redis.connection.ReactiveStringCommands.BitFieldCommand;
import org.springframework.data.redis.connection.ReactiveStringCommands.SetCommand;
import org.springframework.data.redis.connection.ReactiveZSetCommands.ZAddCommand;
import org.springframework.data.redis.connection.RedisHashCommands.HashFieldSetOption;
import org.springframework.data.redis.connection.RedisZSetCommands.ZAddArgs;
import org.springframework.data.redis.connection.SetCondition;

/**
 * What the arguments of a command make of it.
 */
final class Conditions {

	private Conditions() {
	}

	/**
	 * Tells whether the answer depends on being the first, or on what was there.
	 * @param arguments of the method, or one command of a publisher
	 * @return whether one of them asks so
	 */
	static boolean askWhoWasFirst(@Nullable Object... arguments) {
		for (Object argument : arguments) {
			if (argument != null && !(argument instanceof byte[]) && (asks(argument) || commandAsks(argument))) {
				return true;
			}
		}
		return false;
	}

	private static boolean asks(Object argument) {
		if (argument instanceof SetCondition condition) {
			return condition.getCompareCondition() != null
					|| condition.getKeyCondition() == SetCondition.KeyCondition.IF_ABSENT;
		}
		if (argument instanceof ZAddArgs flags) {
			return flags.contains(ZAddArgs.Flag.NX) || flags.contains(ZAddArgs.Flag.CH);
		}
		if (argument instanceof ExpirationOptions options) {
			return options.getCondition() == ExpirationOptions.Condition.NX;
		}
		if (argument instanceof BitFieldSubCommands commands) {
			return commands.getSubCommands().stream().anyMatch((c) -> !(c instanceof BitFieldSubCommands.BitFieldGet));
		}
		// SetOption is on its way out of Spring Data Redis: by name.
		return argument == ExpirationOptions.Condition.NX || argument == HashFieldSetOption.IF_NONE_EXIST
				|| (argument instanceof Enum<?> option && option.name().equals("SET_IF_ABSENT"));
	}

	private static boolean commandAsks(Object argument) {
		if (argument instanceof SetCommand command) {
			return command.getCondition().map(Conditions::asks).orElse(false);
		}
		if (argument instanceof ZAddCommand command) {
			return command.isIncr() || command.isIfNotExists() || command.isReturnTotalChanged();
		}
		if (argument instanceof HSetCommand command) {
			return !command.isUpsert();
		}
		if (argument instanceof HSetExCommand command) {
			return asks(command.getCondition());
		}
		if (argument instanceof BitFieldCommand command) {
			return command.getSubCommands() == null || asks(command.getSubCommands());
		}
		return expireAsks(argument);
	}

	private static boolean expireAsks(Object argument) {
		if (argument instanceof ExpireCommand command) {
			return asks(command.getOptions());
		}
		if (argument instanceof ExpireAtCommand command) {
			return asks(command.getOptions());
		}
		return argument instanceof HashExpireCommand command && asks(command.getOptions());
	}

	static boolean replace(@Nullable Object... arguments) {
		for (Object argument : arguments) {
			if (argument instanceof CopyCommand command) {
				return command.isReplace();
			}
			if (argument instanceof Boolean replace) {
				return replace;
			}
		}
		return false;
	}

	static boolean removesAll(@Nullable Object... arguments) {
		for (Object argument : arguments) {
			if (argument instanceof LRemCommand command) {
				return command.getCount() == 0;
			}
			if (argument instanceof Long count) {
				return count == 0;
			}
		}
		return false;
	}

	static boolean trimsTheSame(@Nullable Object... arguments) {
		if (arguments[0] instanceof RangeCommand command) {
			Range<Long> range = command.getRange();
			return Trims.same(range.getLowerBound().getValue().orElse(0L), range.getUpperBound().getValue().orElse(-1L))
					&& range.getLowerBound().isInclusive() && range.getUpperBound().isInclusive();
		}
		return arguments.length == 3 && arguments[1] instanceof Long start && arguments[2] instanceof Long stop
				&& Trims.same(start, stop);
	}

}
