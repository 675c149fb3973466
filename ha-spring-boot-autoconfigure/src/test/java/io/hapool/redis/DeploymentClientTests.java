package io.hapool.redis;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.Background;
import io.hapool.fault.LocalPorts;
import io.hapool.pool.Outcome;
import io.hapool.redis.DatabaseClient.Probe;
import io.hapool.redis.jedis.JedisDatabaseClient;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.ConnectionPoolConfig;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;

import static io.hapool.redis.DatabaseClientTests.assertFailsWithin;
import static io.hapool.redis.DatabaseClientTests.bytes;
import static io.hapool.redis.DatabaseClientTests.get;
import static io.hapool.redis.DatabaseClientTests.outcome;
import static io.hapool.redis.DatabaseClientTests.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The clients of databases that are clusters, or whose master Sentinels know.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeploymentClientTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	/** For a driver that begins. */
	private static final Duration FIRST = Duration.ofSeconds(10);

	@ParameterizedTest
	@EnumSource
	void clusterIsReachedProbedAndAborted(RedisDriver driver) throws Exception {
		try (RedisServerProcess node = RedisServerProcess.startCluster();
				DatabaseClient client = driver.connect(RedisDriver.cluster(node), SECOND)) {
			client.probe(Probe.PING, FIRST);
			client.probe(Probe.ECHO, SECOND);
			set(client, "a", "b");
			assertThat(get(client, "a")).isEqualTo("b");
			try (RedisConnection connection = client.connectionThatWaits(SECOND)) {
				assertThat(connection.listCommands().bLPop(1, bytes("list"))).isNullOrEmpty();
			}

			client.abort();
			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isEqualTo(Outcome.NOT_SENT);

			client.admit();
			assertThat(get(client, "a")).isEqualTo("b");
			node.kill();
			assertFailsWithin(client, SECOND);
		}
	}

	@ParameterizedTest
	@EnumSource
	void popWaitsAtANodeForLongerThanTheCommandTimeout(RedisDriver driver) {
		try (RedisServerProcess node = RedisServerProcess.startCluster();
				DatabaseClient client = driver.connect(RedisDriver.cluster(node), SECOND);
				RedisConnection connection = client.connectionThatWaits(SECOND.multipliedBy(2))) {
			assertThat(connection.listCommands().bLPop(2, bytes("list"))).isNullOrEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatWasSentToANodeThatStalledIsNotSentOnceMore(RedisDriver driver) throws Exception {
		try (RedisServerProcess node = RedisServerProcess.startCluster();
				DatabaseClient client = driver.connect(RedisDriver.cluster(node), SECOND)) {
			set(client, "count", "0");
			// connections that are open when the node stalls
			RedisScene.join(RedisScene.run(3, () -> {
				try (RedisConnection connection = client.connectionThatWaits(SECOND)) {
					connection.listCommands().bLPop(1, bytes("list"));
				}
			}));
			node.freeze();

			Throwable failure = catchThrowable(() -> increment(client));
			node.thaw();

			assertThat(outcome(client, failure)).isEqualTo(Outcome.MAYBE_APPLIED);
			RedisScene.await().until(() -> "1".equals(get(client, "count")));
			assertThat(get(client, "count")).isEqualTo("1");
		}
	}

	/** Of a node that is lost none is ever given back. */
	@Test
	void whoWaitsForTheConnectionOfANodeDoesNotWaitForEver() throws Exception {
		ConnectionPoolConfig pool = new ConnectionPoolConfig();
		pool.setMaxTotal(1);
		JedisClientConfiguration configuration = JedisClientConfiguration.builder()
			.connectTimeout(SECOND)
			.readTimeout(SECOND)
			.usePooling()
			.poolConfig(pool)
			.build();
		try (RedisServerProcess node = RedisServerProcess.startCluster();
				SystemTime time = new SystemTime();
				DatabaseClient client = new JedisDatabaseClient(RedisDriver.cluster(node), configuration, null,
						AuthenticationErrors.ARE_MISTAKES, time)) {
			set(client, "a", "b");
			CompletableFuture<Throwable> popped = Background.supply(() -> catchThrowable(() -> pop(client, 30)));
			RedisScene.await().until(() -> node.info("clients").contains("blocked_clients:1"));
			AtomicReference<Throwable> failure = new AtomicReference<>();
			Thread waiting = new Thread(() -> failure.set(catchThrowable(() -> get(client, "a"))));
			waiting.start();
			RedisScene.await().until(waiting::getState, (state) -> state.name().endsWith("WAITING"));

			node.kill();

			assertThat(popped.get(10, TimeUnit.SECONDS)).isNotNull();
			waiting.join(10_000);
			assertThat(failure.get()).isNotNull();
		}
	}

	private static void pop(DatabaseClient client, int seconds) {
		try (RedisConnection connection = client.connectionThatWaits(Duration.ofSeconds(seconds))) {
			connection.listCommands().bLPop(seconds, bytes("list"));
		}
	}

	private static void increment(DatabaseClient client) {
		try (RedisConnection connection = client.connections().getConnection()) {
			connection.stringCommands().incr(bytes("count"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void masterOfSentinelsIsReachedProbedAndAborted(RedisDriver driver) throws Exception {
		try (RedisServerProcess master = RedisServerProcess.start();
				RedisServerProcess sentinel = RedisServerProcess.startSentinelOf(master);
				DatabaseClient client = driver.connect(RedisDriver.sentinel(sentinel), SECOND)) {
			client.probe(Probe.PING, FIRST);
			set(client, "a", "b");
			client.probe(Probe.ECHO, SECOND);

			client.abort();
			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isEqualTo(Outcome.NOT_SENT);

			client.admit();
			assertThat(get(client, "a")).isEqualTo("b");
			master.kill();
			assertFailsWithin(client, SECOND);
		}
	}

	@ParameterizedTest
	@EnumSource
	void clusterThatIsDownIsAskedAgainEachTime(RedisDriver driver) {
		RedisConfiguration target = new RedisClusterConfiguration().clusterNode("127.0.0.1", LocalPorts.free());
		try (DatabaseClient client = driver.connect(target, SECOND)) {
			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isEqualTo(Outcome.NOT_SENT);
			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isEqualTo(Outcome.NOT_SENT);
		}
	}

	@ParameterizedTest
	@EnumSource
	void callersWaitTogetherForSentinelsThatDoNotAnswer(RedisDriver driver) throws Exception {
		int port = LocalPorts.free();
		try (ServerSocket silent = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
				DatabaseClient client = driver.connect(new RedisSentinelConfiguration().master("mymaster")
					.sentinel("127.0.0.1", silent.getLocalPort()), SECOND)) {
			long begun = System.nanoTime();

			List<Future<?>> callers = RedisScene.run(8,
					() -> assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isNotNull());
			RedisScene.join(callers);

			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SECOND.multipliedBy(4));
		}
	}

}
