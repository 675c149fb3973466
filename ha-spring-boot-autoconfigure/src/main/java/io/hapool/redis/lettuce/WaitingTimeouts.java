package io.hapool.redis.lettuce;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.hapool.redis.command.WireCommands;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.TimeoutOptions.TimeoutSource;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.RedisCommand;

/**
 * Leaves the commands that wait at the server to those who sent them, who know for how
 * long: the connections to the nodes of a cluster know of no other timeout than that of
 * all commands.
 */
final class WaitingTimeouts extends TimeoutSource {

	private static final long NONE = -1;

	private final TimeoutSource others;

	private WaitingTimeouts(TimeoutSource others) {
		this.others = others;
	}

	/**
	 * Changes timeouts, if there are any.
	 * @param options the timeouts
	 * @param usual of options that leave it to the connection
	 */
	static TimeoutOptions in(TimeoutOptions options, Duration usual) {
		if (!options.isTimeoutCommands()) {
			return options;
		}
		TimeoutSource others = options.isApplyConnectionTimeout() ? TimeoutOptions.enabled(usual).getSource()
				: options.getSource();
		return TimeoutOptions.builder()
			.timeoutSource(new WaitingTimeouts(others))
			.relaxedTimeoutsDuringMaintenance(options.getRelaxedTimeout())
			.build();
	}

	@Override
	public long getTimeout(RedisCommand<?, ?, ?> command) {
		return waits(command) ? NONE : others.getTimeout(command);
	}

	private static boolean waits(RedisCommand<?, ?, ?> command) {
		String name = command.getType().toString();
		if (!WireCommands.mayWait(name)) {
			return false;
		}
		CommandArgs<?, ?> arguments = command.getArgs();
		return !name.startsWith("XREAD") || (arguments != null && arguments.toCommandString().contains("BLOCK"));
	}

	@Override
	public TimeUnit getTimeUnit() {
		return others.getTimeUnit();
	}

}
