package io.hapool.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The asynchronous calls of a pool that have not ended. When the pool closes they end:
 * nothing would abort or repeat them any more, and nobody is to wait for ever.
 */
final class OpenCalls {

	private final Set<AsyncCall<?, ?>> calls = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	void add(AsyncCall<?, ?> call) {
		calls.add(call);
		if (closed) {
			call.giveUp();
		}
	}

	void remove(AsyncCall<?, ?> call) {
		calls.remove(call);
	}

	void close() {
		closed = true;
		calls.forEach(AsyncCall::giveUp);
	}

}
