package io.hapool.sample;

import java.time.Instant;

import io.hapool.event.HaEvent;
import io.hapool.sample.backend.BackendAction;

/**
 * Somebody is about to break or mend a backend.
 *
 * @param at when
 * @param backend the name of the backend
 * @param action what is done to it
 */
record BackendSwitched(Instant at, String backend, BackendAction action) implements HaEvent {

	@Override
	public String description() {
		return "You: backend " + backend + " " + action.effect();
	}

}
