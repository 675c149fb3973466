package io.hapool.redis.connection;

import java.util.function.Function;

import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.Repetition;
import io.hapool.redis.command.Conduct;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.Cursor;

/**
 * The route of a connection that is used for a unit of work, which is told of all that is
 * done.
 */
final class UnitRoute extends ConnectionRoute {

	private final UnitOfWork unit;

	UnitRoute(UnitOfWork unit, DatabaseRouter router, RedisConnectionFactory owner,
			Function<Database, RedisConnection> opening) {
		super(router, owner, opening);
		this.unit = unit;
	}

	private UnitOfWork.Step step() {
		if (isTied(Tie.PIPELINE)) {
			return UnitOfWork.Step.PIPELINED;
		}
		return isTied(Tie.TRANSACTION) ? UnitOfWork.Step.QUEUED : UnitOfWork.Step.DIRECT;
	}

	@Override
	<R extends @Nullable Object> R run(Conduct conduct, ConnectionCommand<R> command) {
		return unit.take(step(), conduct.repetition(), () -> super.run(conduct, command));
	}

	@Override
	Cursor<?> open(ConnectionCommand<Cursor<?>> command) {
		return unit.take(step(), Repetition.READ, () -> super.open(command));
	}

	@Override
	<R extends @Nullable Object> R tie(Tie tie, ConnectionCommand<R> command) {
		return unit.take(step(), Repetition.HARMFUL, () -> super.tie(tie, command));
	}

	@Override
	void begin(Tie tie, ConnectionCommand<@Nullable Object> command) {
		unit.<@Nullable Object>take(step(), Repetition.READ, () -> {
			super.begin(tie, command);
			return null;
		});
	}

	@Override
	<R extends @Nullable Object> R execute(ConnectionCommand<R> command) {
		if (isTied(Tie.PIPELINE)) {
			// What it depends on was read on this database, if anything was watched.
			Repetition repetition = isTied(Tie.WATCH) ? Repetition.HARMFUL : Repetition.READ;
			return unit.take(UnitOfWork.Step.PIPELINED, repetition, () -> super.execute(command));
		}
		return unit.execute(() -> super.execute(command));
	}

	@Override
	<R extends @Nullable Object> R closePipeline(ConnectionCommand<R> command) {
		return unit.closePipeline(() -> super.closePipeline(command));
	}

}
