package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import io.hapool.redis.connection.RoutingRedisConnectionFactory;
import io.hapool.redis.template.MultiDatabaseRedisTemplate;
import io.hapool.redis.template.MultiDatabaseStringRedisTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

import static io.hapool.redis.DatabaseClientTests.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/** Items 90, 94 and 95 of the acceptance list, over each of the templates. */
@ParameterizedClass
@MethodSource("driversAndTemplates")
class BegunAgainTests {

	private static RedisServers servers;

	private final AtomicInteger runs = new AtomicInteger();

	private final RedisScene scene;

	private final RedisTemplate<String, String> template;

	BegunAgainTests(RedisDriver driver, Kind kind) {
		servers.reset();
		this.scene = new RedisScene(driver).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
		this.template = kind.over.apply(scene.connections());
		scene.databases().force("east", Duration.ofMinutes(1), "test");
	}

	static Stream<Arguments> driversAndTemplates() {
		return Stream.of(RedisDriver.values())
			.flatMap((driver) -> Stream.of(Kind.values()).map((kind) -> Arguments.of(driver, kind)));
	}

	private enum Kind {

		OBJECTS(Kind::ofObjects), STRINGS(MultiDatabaseStringRedisTemplate::new);

		private final Function<RoutingRedisConnectionFactory, RedisTemplate<String, String>> over;

		Kind(Function<RoutingRedisConnectionFactory, RedisTemplate<String, String>> over) {
			this.over = over;
		}

		private static RedisTemplate<String, String> ofObjects(RoutingRedisConnectionFactory connections) {
			MultiDatabaseRedisTemplate<String, String> template = new MultiDatabaseRedisTemplate<>();
			template.setConnectionFactory(connections);
			template.setDefaultSerializer(RedisSerializer.string());
			template.afterPropertiesSet();
			return template;
		}

	}

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void stopServers() {
		servers.close();
	}

	@AfterEach
	void close() {
		scene.close();
	}

	@Test
	void number90PipelineOfCommandsSurvivesTheLossOfItsDatabase() {
		List<?> results = template.executePipelined((RedisCallback<?>) (connection) -> {
			runs.incrementAndGet();
			connection.stringCommands().set(bytes("first"), bytes("value"));
			loseEast();
			connection.stringCommands().set(bytes("last"), bytes("value"));
			return null;
		});

		assertThat(results).hasSize(2);
		assertWestIsWhole();
	}

	@Test
	void number90PipelineOfASessionSurvivesTheLossOfItsDatabase() {
		List<?> results = template.executePipelined(Session.doing((operations) -> {
			runs.incrementAndGet();
			operations.opsForValue().set("first", "value");
			loseEast();
			operations.opsForValue().set("last", "value");
		}));

		assertThat(results).hasSize(2);
		assertWestIsWhole();
	}

	@Test
	void number94TransactionSurvivesTheLossOfItsDatabase() {
		assertThat(transaction(this::loseEast)).hasSize(2);

		assertWestIsWhole();
	}

	@Test
	void number95TransactionMovesWithASwitch() {
		assertThat(transaction(() -> scene.databases().force("west", Duration.ofMinutes(1), "test"))).hasSize(2);

		assertWestIsWhole();
		assertThat(servers.get("east").keys()).isEmpty();
	}

	private List<Object> transaction(Runnable event) {
		return template.execute(Session.ofStrings((operations) -> {
			runs.incrementAndGet();
			operations.watch("first");
			operations.multi();
			operations.opsForValue().set("first", "value");
			event.run();
			operations.opsForValue().set("last", "value");
			return operations.exec();
		}));
	}

	private void loseEast() {
		if (runs.get() == 1) {
			servers.kill("east");
			scene.awaitCalm("west");
		}
	}

	private void assertWestIsWhole() {
		assertThat(runs).hasValue(2);
		assertThat(servers.get("west").keys()).containsExactlyInAnyOrder("first", "last");
	}

}
