package io.hapool.actuate;

import java.time.Instant;
import java.util.List;

import io.hapool.event.EventHistory;
import io.hapool.event.HaEvent;
import io.hapool.pool.Credentials;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@code /actuator/haevents}: what happened lately. Who asks with {@code since} and the
 * {@code next} of the answer before gets each event once, and is told how many it came
 * too late for.
 */
@Endpoint(id = "haevents", defaultAccess = Access.READ_ONLY)
public class HaEventsEndpoint {

	private final EventHistory history;

	/**
	 * Creates the endpoint.
	 * @param history what to show
	 */
	public HaEventsEndpoint(EventHistory history) {
		this.history = history;
	}

	/**
	 * Returns recent events.
	 * @param since the number after which they begin; absent: all that are kept. A number
	 * that has not been given yet is from before a restart: all that are kept
	 * @return the events, oldest first
	 */
	@ReadOperation
	public EventsDescriptor events(@Nullable Long since) {
		EventHistory.Excerpt excerpt = history.since((since != null) ? since : 0);
		return new EventsDescriptor(excerpt.entries().stream().map(EventDescriptor::of).toList(), excerpt.next(),
				(since != null) ? excerpt.lost() : 0);
	}

	/**
	 * Recent events.
	 *
	 * @param events oldest first
	 * @param next what to ask with as {@code since} for those that follow
	 * @param lost how many came after {@code since} and are no longer kept
	 */
	public record EventsDescriptor(List<EventDescriptor> events, long next, long lost) {
	}

	/**
	 * An event. Free of credentials.
	 *
	 * @param sequence its number, one more than that of the event before
	 * @param at when, by the wall clock
	 * @param type what kind of event, such as {@code EndpointChanged}
	 * @param pool the name of its pool, if it has one
	 * @param endpoint the id of its endpoint, if it has one
	 * @param description what happened and why
	 */
	public record EventDescriptor(long sequence, Instant at, String type, @Nullable String pool,
			@Nullable String endpoint, String description) {

		static EventDescriptor of(EventHistory.Entry entry) {
			HaEvent event = entry.event();
			return new EventDescriptor(entry.sequence(), event.at(), event.getClass().getSimpleName(), event.pool(),
					event.endpoint(), Credentials.mask(event.description()));
		}

	}

}
