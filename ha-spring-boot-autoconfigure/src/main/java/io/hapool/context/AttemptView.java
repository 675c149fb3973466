package io.hapool.context;

import java.util.Map;

/**
 * A pool that puts something of its own in view of each attempt, such as an observation.
 * What a call carries to the threads of its attempts would hide it there.
 */
public interface AttemptView {

	/**
	 * Puts it in view of the calling thread, on which an attempt of the pool has begun.
	 * @return the way to take it away again, on the same thread
	 */
	CallContext.Scope show();

	/**
	 * Returns what stands for it in a Reactor context.
	 * @return keys and values, for the attempt that has begun on the calling thread
	 */
	Map<Object, Object> entries();

}
