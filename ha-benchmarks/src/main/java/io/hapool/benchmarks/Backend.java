package io.hapool.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What answers the calls of one thread: at once, or on another thread when all of a
 * flight have been made, as an event loop does. So none is answered before its method has
 * returned, whoever is quicker, and waking the threads up, which takes longer than any
 * advice, is shared by the whole flight.
 *
 * @param <P> takes the answer to one call
 */
@State(Scope.Thread)
public abstract class Backend<P> {

	/** How many calls wait for their answers together. */
	static final int FLIGHT = 64;

	static final String DONE = "done when it returns";

	static final String LATER = "done later";

	/** When it answers. */
	@Param({ DONE, LATER })
	public String answer = DONE;

	private final List<P> pending = new ArrayList<>(FLIGHT);

	private final ExecutorService thread = Executors.newSingleThreadExecutor();

	boolean isLater() {
		return LATER.equals(answer);
	}

	P toAnswer(P call) {
		pending.add(call);
		return call;
	}

	/**
	 * Answers what has been called, and waits until all of it is answered.
	 */
	void land() throws InterruptedException, ExecutionException {
		if (isLater()) {
			if (pending.size() != FLIGHT) {
				throw new IllegalStateException(pending.size() + " calls wait (expected: " + FLIGHT + ")");
			}
			thread.submit(this::answerAll).get();
			pending.clear();
		}
	}

	private void answerAll() {
		for (P call : pending) {
			complete(call);
		}
	}

	abstract void complete(P call);

	static Object value(@Nullable Object endpoint) {
		return (endpoint != null) ? endpoint : "42";
	}

	/**
	 * Ends the thread.
	 */
	@TearDown
	public void close() {
		thread.shutdown();
	}

}
