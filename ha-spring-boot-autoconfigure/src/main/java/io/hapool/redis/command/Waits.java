package io.hapool.redis.command;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.hapool.redis.Repetition;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ReactiveListCommands.BLMoveCommand;
import org.springframework.data.redis.connection.ReactiveListCommands.BPopCommand;
import org.springframework.data.redis.connection.ReactiveListCommands.BRPopLPushCommand;
import org.springframework.data.redis.connection.ReactiveStreamCommands.ReadCommand;
import org.springframework.data.redis.connection.ReactiveZSetCommands.BZPopCommand;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.StreamReadOptions;

/**
 * How long a command waits at the server.
 */
final class Waits {

	private Waits() {
	}

	/**
	 * Returns how long a pop waits: its one argument that is a number.
	 * @param arguments of the method, or one command of a publisher
	 * @return zero: for ever
	 */
	static Duration pop(@Nullable Object... arguments) {
		TimeUnit unit = TimeUnit.SECONDS;
		Duration wait = Duration.ZERO;
		for (Object argument : arguments) {
			if (argument instanceof TimeUnit given) {
				unit = given;
			}
		}
		for (Object argument : arguments) {
			if (argument instanceof Double seconds) {
				wait = Duration.ofMillis((long) Math.ceil(seconds * 1000));
			}
			else if (argument instanceof Number number) {
				wait = Duration.of(number.longValue(), unit.toChronoUnit());
			}
			else if (argument != null) {
				wait = wait.plus(command(argument));
			}
		}
		return wait;
	}

	private static Duration command(Object argument) {
		Duration wait = null;
		if (argument instanceof BPopCommand command) {
			wait = command.getTimeout();
		}
		else if (argument instanceof BLMoveCommand command) {
			wait = command.getTimeout();
		}
		else if (argument instanceof BRPopLPushCommand command) {
			wait = command.getTimeout();
		}
		else if (argument instanceof BZPopCommand command && command.getTimeout() != null) {
			TimeUnit unit = (command.getTimeUnit() != null) ? command.getTimeUnit() : TimeUnit.SECONDS;
			wait = Duration.of(command.getTimeout(), unit.toChronoUnit());
		}
		return (wait != null) ? wait : Duration.ZERO;
	}

	/**
	 * Returns how a read of a stream behaves. What a group delivers stays its consumer's
	 * to acknowledge, also if the answer is lost, or is lost then by the consumer's own
	 * choice ({@code NOACK}): a second read harms nothing.
	 * @param arguments of the method, or one command of a publisher
	 * @return its conduct
	 */
	static Conduct read(@Nullable Object... arguments) {
		Repetition repetition = Repetition.READ;
		StreamReadOptions options = null;
		for (Object argument : arguments) {
			if (argument instanceof ReadCommand command) {
				options = command.getReadOptions();
				repetition = (command.getConsumer() != null) ? Repetition.HARMLESS : repetition;
			}
			else if (argument instanceof StreamReadOptions given) {
				options = given;
			}
			else if (argument instanceof Consumer) {
				repetition = Repetition.HARMLESS;
			}
		}
		Long block = (options != null) ? options.getBlock() : null;
		return (block != null) ? Conduct.waiting(repetition, Duration.ofMillis(block)) : Conduct.of(repetition);
	}

}
