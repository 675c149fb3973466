package io.hapool.sample;

import java.time.Instant;
import java.util.List;

import io.hapool.redis.DatabaseState;
import io.hapool.redis.RedisDatabases;
import io.hapool.sample.redis.RedisAction;
import io.hapool.sample.redis.RedisServer;
import io.hapool.sample.redis.RedisServers;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The part of the page that is about the Redis databases: what it shows, and the switches
 * that break and mend the servers.
 */
@RestController
class RedisController {

	private final RedisDatabases databases;

	private final RedisServers servers;

	private final RedisTraffic traffic;

	private final Visits visits;

	private final ApplicationEventPublisher events;

	RedisController(RedisDatabases databases, RedisServers servers, RedisTraffic traffic, Visits visits,
			ApplicationEventPublisher events) {
		this.databases = databases;
		this.servers = servers;
		this.traffic = traffic;
		this.visits = visits;
		this.events = events;
	}

	/**
	 * What the page shows.
	 *
	 * @param traffic what the visitors have seen
	 * @param counted the counter as it is on the selected database; none if none answers
	 * @param greeting what is cached; none if no database answers
	 * @param databases the databases
	 */
	record State(RedisTraffic.Summary traffic, @Nullable Long counted, @Nullable String greeting, List<Row> databases) {
	}

	/**
	 * A database and the server behind it.
	 *
	 * @param name the name of both
	 * @param address where it is
	 * @param server how the server is
	 * @param selected whether commands go there
	 * @param weight of the healthy ones the heaviest is selected
	 * @param state its state
	 * @param since since when
	 * @param reason why
	 */
	record Row(String name, String address, String server, boolean selected, double weight, String state, Instant since,
			String reason) {
	}

	@GetMapping("/redis")
	State state() {
		List<Row> rows = databases.all().stream().map(this::row).toList();
		try {
			return new State(traffic.summary(), visits.counted(), visits.greeting(), rows);
		}
		catch (DataAccessException ex) {
			return new State(traffic.summary(), null, null, rows);
		}
	}

	private Row row(DatabaseState database) {
		String server = servers.find(database.name()).map((found) -> found.condition().effect()).orElse("unknown");
		return new Row(database.name(), database.address(), server, database.isSelected(), database.weight(),
				database.snapshot().status().toString(), database.snapshot().history().since(),
				database.snapshot().history().reason());
	}

	@PostMapping("/redis/{name}/{action}")
	ResponseEntity<String> apply(@PathVariable String name, @PathVariable String action) {
		RedisServer server = servers.find(name).orElse(null);
		if (server == null) {
			return answer(HttpStatus.NOT_FOUND, "There is no Redis server \"" + name + "\" (expected: one of "
					+ servers.all().stream().map(RedisServer::name).toList() + ")");
		}
		RedisAction known = RedisAction.of(action).orElse(null);
		if (known == null) {
			return answer(HttpStatus.BAD_REQUEST,
					"There is no action \"" + action + "\" (expected: one of " + RedisAction.paths() + ")");
		}
		events.publishEvent(new RedisServerSwitched(Instant.now(), name, known));
		server.apply(known);
		return answer(HttpStatus.OK, "Redis server " + name + ": " + known.effect());
	}

	private static ResponseEntity<String> answer(HttpStatus status, String text) {
		return ResponseEntity.status(status).body(text);
	}

}
