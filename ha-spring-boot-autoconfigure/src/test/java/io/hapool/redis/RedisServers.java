package io.hapool.redis;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.hapool.Background;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The servers of a test class, which its tests share: started once, put right and emptied
 * for each test.
 */
final class RedisServers implements AutoCloseable {

	private static final Set<RedisDriver> WARM = ConcurrentHashMap.newKeySet();

	private final Map<String, RedisServerProcess> servers = new LinkedHashMap<>();

	private final Set<String> killed = new HashSet<>();

	private final Set<String> frozen = new HashSet<>();

	private RedisServers() {
	}

	static RedisServers start(String... names) {
		RedisServers started = new RedisServers();
		try {
			for (String name : names) {
				started.servers.put(name, RedisServerProcess.start());
			}
			started.warmUp();
			return started;
		}
		catch (RuntimeException ex) {
			started.close();
			throw ex;
		}
	}

	/** A driver that begins may need longer than a test gives a database to answer. */
	private void warmUp() {
		RedisServerProcess any = servers.values().iterator().next();
		for (RedisDriver driver : RedisDriver.values()) {
			if (WARM.add(driver)) {
				try (DatabaseClient client = driver.connect(any)) {
					client.probe(DatabaseClient.Probe.PING, Duration.ofSeconds(30));
					new StringRedisTemplate(client.connections()).hasKey("none");
				}
				catch (Exception ex) {
					throw new IllegalStateException(driver + " does not begin", ex);
				}
			}
		}
	}

	RedisServerProcess get(String name) {
		RedisServerProcess server = servers.get(name);
		if (server == null) {
			throw new IllegalArgumentException("server: " + name + " (expected: one of " + servers.keySet() + ")");
		}
		return server;
	}

	void kill(String name) {
		get(name).kill();
		frozen.remove(name);
		killed.add(name);
	}

	void restart(String name) {
		get(name).restart();
		killed.remove(name);
	}

	void freeze(String name) {
		get(name).freeze();
		frozen.add(name);
	}

	void thaw(String name) {
		get(name).thaw();
		frozen.remove(name);
	}

	/** Returns the value of {@code key}. */
	@Nullable String read(String name) {
		return read(name, "key");
	}

	@Nullable String read(String name, String key) {
		try (Jedis jedis = get(name).connect()) {
			return jedis.get(key);
		}
	}

	/** Sets {@code key}. */
	void write(String name, String value) {
		try (Jedis jedis = get(name).connect()) {
			jedis.set("key", value);
		}
	}

	/** Appends to the list {@code queue}. */
	void push(String name, String value) {
		try (Jedis jedis = get(name).connect()) {
			jedis.rpush("queue", value);
		}
	}

	/**
	 * Waits for an element of the list {@code queue}. Returns once the command waits at
	 * the server.
	 */
	CompletableFuture<String> pop(String name, RedisScene scene) {
		CompletableFuture<String> popped = Background
			.supply(() -> scene.template().opsForList().leftPop("queue", Duration.ofSeconds(30)));
		RedisScene.await().until(() -> get(name).info("clients").contains("blocked_clients:1"));
		return popped;
	}

	/** All run, as masters of nothing that anybody wrote. */
	void reset() {
		List.copyOf(frozen).forEach(this::thaw);
		List.copyOf(killed).forEach(this::restart);
		for (RedisServerProcess server : servers.values()) {
			try (Jedis jedis = server.connect()) {
				jedis.replicaofNoOne();
				jedis.flushAll();
			}
		}
	}

	@Override
	public void close() {
		servers.values().forEach(RedisServerProcess::close);
	}

}
