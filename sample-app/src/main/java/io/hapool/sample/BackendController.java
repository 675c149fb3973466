package io.hapool.sample;

import java.time.Instant;

import io.hapool.sample.backend.Backend;
import io.hapool.sample.backend.BackendAction;
import io.hapool.sample.backend.Backends;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The switches of the page, which break and mend backends.
 */
@RestController
class BackendController {

	private final Backends backends;

	private final ApplicationEventPublisher events;

	BackendController(Backends backends, ApplicationEventPublisher events) {
		this.backends = backends;
		this.events = events;
	}

	@PostMapping("/backends/{name}/{action}")
	ResponseEntity<String> apply(@PathVariable String name, @PathVariable String action) {
		Backend backend = backends.find(name).orElse(null);
		if (backend == null) {
			return answer(HttpStatus.NOT_FOUND, "There is no backend \"" + name + "\" (expected: one of "
					+ backends.all().stream().map(Backend::name).toList() + ")");
		}
		BackendAction known = BackendAction.of(action).orElse(null);
		if (known == null) {
			return answer(HttpStatus.BAD_REQUEST,
					"There is no action \"" + action + "\" (expected: one of " + BackendAction.paths() + ")");
		}
		events.publishEvent(new BackendSwitched(Instant.now(), name, known));
		backend.apply(known);
		return answer(HttpStatus.OK, "Backend " + name + ": " + known.effect());
	}

	private static ResponseEntity<String> answer(HttpStatus status, String text) {
		return ResponseEntity.status(status).body(text);
	}

}
