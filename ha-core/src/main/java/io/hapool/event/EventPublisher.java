package io.hapool.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.hapool.time.Time;

/**
 * Tells listeners what happened. Publishing never waits for a listener: each has a queue
 * of its own, drained on a background thread, in the order of publishing. A listener that
 * throws is logged once; one that blocks loses the oldest events beyond
 * {@value Listener#CAPACITY} and delays nobody else.
 * <p>
 * Thread-safe.
 */
public final class EventPublisher implements AutoCloseable {

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	private final CopyOnWriteArrayList<EventHistory> histories = new CopyOnWriteArrayList<>();

	private final Time time;

	/**
	 * Creates a publisher without listeners.
	 * @param time whose background threads run the listeners; stays its owner's to close
	 */
	public EventPublisher(Time time) {
		this.time = time;
	}

	/**
	 * Asks to be told of all events.
	 * @param listener what to run for each
	 * @return the subscription, to be closed by the caller
	 */
	public Subscription subscribe(Consumer<? super HaEvent> listener) {
		return subscribe(HaEvent.class, listener);
	}

	/**
	 * Asks to be told of the events of one type.
	 * @param <E> the type
	 * @param type the type
	 * @param listener what to run for each
	 * @return the subscription, to be closed by the caller
	 */
	public <E extends HaEvent> Subscription subscribe(Class<E> type, Consumer<? super E> listener) {
		Listener added = new Listener(time, (event) -> {
			if (type.isInstance(event)) {
				listener.accept(type.cast(event));
			}
		});
		listeners.add(added);
		return () -> {
			listeners.remove(added);
			added.close();
		};
	}

	/**
	 * Has a history remember all events from now on. Needs no thread.
	 * @param history where to keep them; one that is told already is told once
	 * @return the subscription, to be closed by the caller
	 */
	public Subscription keepIn(EventHistory history) {
		histories.addIfAbsent(history);
		return () -> histories.remove(history);
	}

	/**
	 * Tells all listeners, without waiting for any.
	 * @param event what happened
	 */
	public void publish(HaEvent event) {
		for (EventHistory history : histories) {
			history.add(event);
		}
		for (Listener listener : listeners) {
			listener.offer(event);
		}
	}

	/**
	 * Ends all subscriptions.
	 */
	@Override
	public void close() {
		listeners.forEach(Listener::close);
		listeners.clear();
		histories.clear();
	}

}
