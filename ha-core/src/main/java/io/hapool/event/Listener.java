package io.hapool.event;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber with the events that wait for it. At most one background task drains the
 * queue at a time, so the subscriber sees the events in order.
 */
final class Listener {

	static final int CAPACITY = 1024;

	private static final Logger logger = LoggerFactory.getLogger(Listener.class);

	private final LinkedBlockingDeque<HaEvent> waiting = new LinkedBlockingDeque<>(CAPACITY);

	private final AtomicBoolean draining = new AtomicBoolean();

	private final AtomicBoolean complained = new AtomicBoolean();

	private final AtomicBoolean overrun = new AtomicBoolean();

	private final Time time;

	private final Consumer<HaEvent> target;

	private volatile boolean closed;

	Listener(Time time, Consumer<HaEvent> target) {
		this.time = time;
		this.target = target;
	}

	void offer(HaEvent event) {
		while (!closed && !waiting.offer(event)) {
			if (waiting.poll() != null && overrun.compareAndSet(false, true)) {
				logger.warn("A listener of events is too slow: it loses the oldest beyond {}. Not logged again for it.",
						CAPACITY);
			}
		}
		wake();
	}

	void close() {
		closed = true;
		waiting.clear();
	}

	private void wake() {
		if (closed || !draining.compareAndSet(false, true)) {
			return;
		}
		try {
			time.schedule(this::drain, Duration.ZERO);
		}
		catch (RejectedExecutionException ex) {
			close(); // the time that would run us has been closed: nobody is left to tell
		}
	}

	private void drain() {
		HaEvent event;
		while ((event = next()) != null) {
			tell(event);
		}
		draining.set(false);
		if (!waiting.isEmpty()) {
			wake(); // an event came between the last look and the flag
		}
	}

	private @Nullable HaEvent next() {
		return closed ? null : waiting.poll();
	}

	private void tell(HaEvent event) {
		try {
			target.accept(event);
		}
		catch (Throwable ex) { // Kotlin throws checked exceptions out of a Consumer
			if (complained.compareAndSet(false, true)) {
				logger.warn("A listener of events failed; its further failures are not logged", ex);
			}
		}
	}

}
