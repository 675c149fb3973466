package io.hapool.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Remembers the latest events, each with a number of its own, so that who asks now and
 * then misses none without noticing. Told by {@link EventPublisher#keepIn} at once: what
 * has been published is here.
 * <p>
 * Thread-safe; holds no more than its capacity.
 */
public final class EventHistory {

	private final ReentrantLock recording = new ReentrantLock();

	private final int capacity;

	@GuardedBy("recording")
	private final Deque<Entry> entries = new ArrayDeque<>();

	@GuardedBy("recording")
	private long latest;

	/**
	 * Creates an empty history.
	 * @param capacity how many events it keeps, 1 or more
	 */
	public EventHistory(int capacity) {
		if (capacity < 1) {
			throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 1)");
		}
		this.capacity = capacity;
	}

	/**
	 * An event in its place.
	 *
	 * @param sequence its number: each event's is one more than that of the event before
	 * @param event what happened
	 */
	public record Entry(long sequence, HaEvent event) {
	}

	/**
	 * A part of the history.
	 *
	 * @param entries the events, oldest first
	 * @param next the number after which to ask on
	 * @param lost how many events that were asked for are no longer kept
	 */
	public record Excerpt(List<Entry> entries, long next, long lost) {
	}

	/**
	 * Returns what came after an event.
	 * @param sequence the number of that event; 0 or less: from the beginning. One that
	 * has not been given yet stands for the beginning, too: it is from before a restart
	 * @return what is kept of it
	 */
	public Excerpt since(long sequence) {
		recording.lock();
		try {
			long after = (sequence > latest) ? 0 : Math.max(0, sequence);
			List<Entry> found = new ArrayList<>();
			for (Entry entry : entries) {
				if (entry.sequence() > after) {
					found.add(entry);
				}
			}
			return new Excerpt(List.copyOf(found), latest, latest - after - found.size());
		}
		finally {
			recording.unlock();
		}
	}

	void add(HaEvent event) {
		recording.lock();
		try {
			latest++;
			entries.addLast(new Entry(latest, event));
			if (entries.size() > capacity) {
				entries.removeFirst();
			}
		}
		finally {
			recording.unlock();
		}
	}

}
