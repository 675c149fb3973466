package io.hapool.redis.connection;

import java.util.concurrent.atomic.AtomicBoolean;

import io.hapool.redis.Database;
import io.hapool.redis.DatabaseRouter;

import org.springframework.data.redis.core.Cursor;

/**
 * A cursor whose further commands go to the database where it was opened.
 *
 * @param <T> what it finds
 */
final class TiedCursor<T> implements Cursor<T> {

	private final DatabaseRouter router;

	private final Database database;

	private final Cursor<T> cursor;

	private final Runnable afterClose;

	private final AtomicBoolean closed = new AtomicBoolean();

	TiedCursor(DatabaseRouter router, Database database, Cursor<T> cursor, Runnable afterClose) {
		this.router = router;
		this.database = database;
		this.cursor = cursor;
		this.afterClose = afterClose;
		database.arrived();
	}

	@Override
	public boolean hasNext() {
		return router.runOn(database, (one) -> cursor.hasNext());
	}

	@Override
	public T next() {
		return router.runOn(database, (one) -> cursor.next());
	}

	@Override
	public CursorId getId() {
		return cursor.getId();
	}

	@Override
	@Deprecated(since = "Spring Data Redis 3.3")
	public long getCursorId() {
		return Long.parseUnsignedLong(cursor.getId().getCursorId());
	}

	@Override
	public boolean isClosed() {
		return cursor.isClosed();
	}

	@Override
	public long getPosition() {
		return cursor.getPosition();
	}

	@Override
	public void close() {
		try {
			cursor.close();
		}
		finally {
			if (closed.compareAndSet(false, true)) {
				database.departed();
			}
			afterClose.run();
		}
	}

}
