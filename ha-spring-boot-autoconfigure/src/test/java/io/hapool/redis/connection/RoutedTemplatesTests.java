package io.hapool.redis.connection;

import java.util.List;
import java.util.Objects;

import io.hapool.redis.Database;
import io.hapool.redis.PlainDatabaseClient;
import io.hapool.redis.PlainDatabaseClient.Driver;
import io.hapool.redis.RedisServerProcess;
import io.hapool.redis.SwitchableRouter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.cache.Cache;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

import static org.assertj.core.api.Assertions.assertThat;

/** What Spring Data Redis builds on a factory works on ours, unchanged. */
@ParameterizedClass
@EnumSource
class RoutedTemplatesTests {

	private static RedisServerProcess eastServer;

	private static RedisServerProcess westServer;

	private final Database east;

	private final Database west;

	private final SwitchableRouter router;

	private final RoutingRedisConnectionFactory factory;

	private final StringRedisTemplate template;

	RoutedTemplatesTests(Driver driver) {
		this.east = PlainDatabaseClient.standalone("east", driver, eastServer);
		this.west = PlainDatabaseClient.standalone("west", driver, westServer);
		this.router = new SwitchableRouter(east, west);
		this.factory = new RoutingRedisConnectionFactory(router, () -> List.of(east, west));
		this.template = new StringRedisTemplate(factory);
	}

	@BeforeAll
	static void start() {
		eastServer = RedisServerProcess.start();
		westServer = RedisServerProcess.start();
	}

	@AfterAll
	static void stop() {
		eastServer.close();
		westServer.close();
	}

	@AfterEach
	void nothingLeaks() {
		assertThat(PlainDatabaseClient.of(east).open()).isZero();
		assertThat(PlainDatabaseClient.of(west).open()).isZero();
		east.client().close();
		west.client().close();
		for (RedisServerProcess server : List.of(eastServer, westServer)) {
			try (Jedis jedis = server.connect()) {
				jedis.flushAll();
				jedis.scriptFlush();
			}
		}
	}

	@Test
	void templateReadsAndWritesWhereTheSelectedDatabaseIs() {
		template.opsForValue().set("k", "east");
		router.select(west);
		template.opsForValue().set("k", "west");

		assertThat(template.opsForValue().get("k")).isEqualTo("west");
		assertThat(read(eastServer, "k")).isEqualTo("east");
		assertThat(template.delete("k")).isTrue();
		assertThat(template.hasKey("k")).isFalse();
	}

	@Test
	void templateOfObjectsRunsScansAndClosesThem() {
		RedisTemplate<String, Object> objects = new RedisTemplate<>();
		objects.setConnectionFactory(factory);
		objects.afterPropertiesSet();
		objects.opsForHash().put("h", "f", List.of("v"));
		objects.opsForSet().add("s", "a", "b", "c");

		try (Cursor<Object> cursor = objects.opsForSet().scan("s", ScanOptions.NONE)) {
			assertThat(cursor.stream()).containsExactlyInAnyOrder("a", "b", "c");
		}
		try (Cursor<String> cursor = objects.scan(ScanOptions.NONE)) {
			assertThat(cursor.stream()).containsExactlyInAnyOrder("h", "s");
		}
		assertThat(objects.opsForHash().get("h", "f")).isEqualTo(List.of("v"));
	}

	@Test
	void pipelineOfATemplate() {
		List<@Nullable Object> results = template.executePipelined((RedisCallback<@Nullable Object>) (connection) -> {
			connection.stringCommands().set(BroadCommands.b("k"), BroadCommands.b("v"));
			router.select(west);
			connection.stringCommands().get(BroadCommands.b("k"));
			return null;
		});

		assertThat(results).containsExactly(true, "v");
		assertThat(read(westServer, "k")).isNull();
	}

	@Test
	void sessionStaysOnOneDatabase() {
		template.opsForValue().set("n", "1");

		List<?> results = template.execute(new SessionCallback<List<?>>() {
			@Override
			@SuppressWarnings("unchecked")
			public <K, V> List<?> execute(RedisOperations<K, V> operations) throws DataAccessException {
				operations.watch((K) "n");
				Object before = operations.opsForValue().get((K) "n");
				router.select(west);
				operations.multi();
				operations.opsForValue().set((K) "n", (V) (before + "1"));
				router.select(east);
				return Objects.requireNonNull(operations.exec());
			}
		});

		assertThat(results).hasSize(1);
		assertThat(read(eastServer, "n")).isEqualTo("11");
		assertThat(read(westServer, "n")).isNull();
	}

	@Test
	void scriptIsSentWholeToADatabaseThatLacksIt() {
		RedisScript<String> script = RedisScript.of("return redis.call('INCR', KEYS[1]) .. ARGV[1]", String.class);

		assertThat(template.execute(script, List.of("n"), "!")).isEqualTo("1!");
		assertThat(template.execute(script, List.of("n"), "!")).isEqualTo("2!");
		router.select(west);
		assertThat(template.execute(script, List.of("n"), "!")).isEqualTo("1!");
	}

	@Test
	void cacheWritesReadsAndClears() {
		RedisCacheManager manager = RedisCacheManager.builder(factory).build();
		manager.afterPropertiesSet();
		Cache cache = Objects.requireNonNull(manager.getCache("invoices"));
		cache.put("1", "paid");

		assertThat(cache.get("1", String.class)).isEqualTo("paid");
		assertThat(cache.putIfAbsent("1", "open")).isNotNull();
		router.select(west);
		assertThat(cache.get("1")).isNull();
		assertThat(cache.get("2", () -> "computed")).isEqualTo("computed");
		cache.clear();
		assertThat(cache.get("2")).isNull();
	}

	private static @Nullable String read(RedisServerProcess server, String key) {
		try (Jedis jedis = server.connect()) {
			return jedis.get(key);
		}
	}

}
