package io.hapool.sample;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.hapool.event.HaEvent;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * What happened lately.
 */
@Component
class RecentEvents {

	private static final int CAPACITY = 15;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Entry> entries = new ArrayDeque<>();

	@EventListener
	void add(HaEvent event) {
		lock.lock();
		try {
			entries.addFirst(new Entry(event.at(), event.getClass().getSimpleName(), event.description()));
			if (entries.size() > CAPACITY) {
				entries.removeLast();
			}
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Returns the last events, the newest first.
	 */
	List<Entry> list() {
		lock.lock();
		try {
			return new ArrayList<>(entries).stream().sorted(Comparator.comparing(Entry::at).reversed()).toList();
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * An event as the page shows it.
	 *
	 * @param at when
	 * @param type what kind of event
	 * @param text what happened and why
	 */
	record Entry(Instant at, String type, String text) {
	}

}
