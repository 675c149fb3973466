package io.hapool.pool.source;

import java.time.Duration;
import java.util.List;

import io.hapool.event.Subscription;
import io.hapool.pool.Endpoint;

/**
 * Tells which endpoints a pool has. The pool asks it again and again on a background
 * thread, one question at a time. When it throws or knows of none, the pool keeps what it
 * said last.
 * <p>
 * Must be thread-safe. An instance belongs to one pool.
 *
 * @param <T> the type of the targets
 */
public interface EndpointSource<T> {

	/**
	 * Returns what people call this source.
	 * @return such as {@code dns billing.internal}; free of credentials
	 */
	String name();

	/**
	 * Returns the endpoints as they are now. May block for some seconds.
	 * @return the endpoints, each id once; empty: it does not know
	 * @throws Exception if it cannot tell
	 */
	List<Endpoint<T>> endpoints() throws Exception;

	/**
	 * Returns how long to wait until it is asked again.
	 * @return above zero
	 */
	Duration interval();

	/**
	 * Asks to be told when it is worth asking before the interval is over. By default
	 * nobody is told.
	 * @param changed what to run; returns at once
	 * @return the subscription, to be closed by the caller
	 */
	default Subscription subscribe(Runnable changed) {
		return () -> {
		};
	}

}
