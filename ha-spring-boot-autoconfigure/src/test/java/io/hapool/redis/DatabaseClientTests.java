package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import io.hapool.Background;
import io.hapool.pool.Outcome;
import io.hapool.redis.DatabaseClient.Probe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatabaseClientTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	/** Of commands: shorter than some wait, longer than a stall. */
	private static final Duration SHORT = Duration.ofMillis(800);

	@ParameterizedTest
	@EnumSource
	void commandsReachTheDatabase(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			set(client, "a", "b");

			assertThat(get(client, "a")).isEqualTo("b");
			assertThat(client.description()).isEqualTo("127.0.0.1:" + server.port());
		}
	}

	@ParameterizedTest
	@EnumSource
	void nothingConnectsBeforeItIsAskedTo(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start();
				DatabaseClient client = driver.connect(server);
				DatabaseClient sentinel = driver.connect(RedisDriver.sentinel(server), SECOND);
				DatabaseClient cluster = driver.connect(RedisDriver.cluster(server), SECOND)) {
			assertThat(client.connections()).isNotNull();
			assertThat(sentinel.description()).contains("mymaster");
			assertThat(cluster.description()).contains("cluster");

			assertThat(server.clients()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void abortReleasesWhatWaitsForAFrozenServer(RedisDriver driver) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start();
				DatabaseClient client = driver.connect(RedisDriver.standalone(server.port()), Duration.ofSeconds(20))) {
			long[] nanos = new long[7];
			for (int i = 0; i < nanos.length; i++) {
				set(client, "a", "b");
				server.freeze();
				CompletableFuture<@Nullable Throwable> shared = failing(() -> get(client, "a"));
				CompletableFuture<@Nullable Throwable> opening = failing(() -> openDedicated(client));
				await().during(Duration.ofMillis(100)).until(() -> !shared.isDone() && !opening.isDone());

				long begin = System.nanoTime();
				client.abort();
				Throwable waiting = shared.get(10, TimeUnit.SECONDS);
				Throwable connecting = opening.get(10, TimeUnit.SECONDS);
				nanos[i] = System.nanoTime() - begin;

				assertThat(outcome(client, waiting)).isIn(Outcome.NOT_SENT, Outcome.MAYBE_APPLIED);
				// of a transaction that was cut before EXEC nothing is carried out, which
				// Jedis can tell
				assertThat(outcome(client, connecting)).isIn(Outcome.NOT_SENT,
						(driver == RedisDriver.JEDIS) ? Outcome.NOT_EXECUTED : Outcome.MAYBE_APPLIED);
				server.thaw();
				client.admit();
			}
			Arrays.sort(nanos);
			assertThat(Duration.ofNanos(nanos[nanos.length / 2])).isLessThan(Duration.ofMillis(100));
		}
	}

	@ParameterizedTest
	@EnumSource
	void abortedDatabaseRefusesAtOnceUntilItIsAdmitted(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			set(client, "a", "b");
			RedisConnection open = client.connections().getConnection();
			client.abort();
			client.abort();

			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isEqualTo(Outcome.NOT_SENT);
			assertThat(outcome(client, catchThrowable(() -> open.ping()))).isEqualTo(Outcome.NOT_SENT);
			assertThat(outcome(client, catchThrowable(() -> openDedicated(client)))).isEqualTo(Outcome.NOT_SENT);

			client.admit();
			client.admit();
			for (int i = 0; i < 20; i++) {
				assertThat(get(client, "a")).isEqualTo("b");
			}
			assertThatCode(() -> openDedicated(client)).doesNotThrowAnyException();
			open.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void closeWhileConnectionsAreOpenedLeavesNone(RedisDriver driver) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start()) {
			for (int i = 0; i < 100; i++) {
				DatabaseClient client = driver.connect(server);
				CompletableFuture<@Nullable Throwable> opening = failing(() -> get(client, "a"));
				CompletableFuture<@Nullable Throwable> probing = failing(() -> {
					client.probe(Probe.PING, SECOND);
					return null;
				});
				LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(20 * i)); // at any
																				// step of
																				// it
				client.close();
				CompletableFuture.allOf(probing, opening).get(10, TimeUnit.SECONDS);
			}
			await().until(() -> server.clients().isEmpty());
		}
	}

	@ParameterizedTest
	@EnumSource
	void subscriptionThatIsClosedAsSoonAsItBeginsLeavesNothingToOthers(RedisDriver driver) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			TopicListener nobody = (topic, channel, message) -> {
			};
			for (int i = 0; i < 20; i++) {
				client.subscribe(List.of(new Topic(Topic.Kind.CHANNEL, bytes("news"))), nobody)
					.thenAccept(DatabaseSubscription::close)
					.get(10, TimeUnit.SECONDS);
				try (RedisConnection connection = client.connections().getConnection()) {
					assertThat(connection.publish(bytes("other"), bytes("message"))).isZero();
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void abortsAndAdmissionsUnderLoadLeaveAClientThatWorks(RedisDriver driver) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			set(client, "a", "b");
			CountDownLatch end = new CountDownLatch(1);
			List<CompletableFuture<Void>> users = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				users.add(Background.run(() -> {
					while (end.getCount() > 0) {
						catchThrowable(() -> get(client, "a"));
					}
				}));
			}
			for (int i = 0; i < 200; i++) {
				client.abort();
				client.admit();
			}
			end.countDown();
			CompletableFuture.allOf(users.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);

			for (int i = 0; i < 20; i++) {
				assertThat(get(client, "a")).isEqualTo("b");
			}
			await().untilAsserted(() -> assertThat(server.clients()).hasSizeLessThanOrEqualTo(RedisDriver.POOL_SIZE));
		}
	}

	@ParameterizedTest
	@EnumSource
	void commandsWorkAtOnceWhenAKilledServerIsBack(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			set(client, "a", "b");
			server.kill();
			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isIn(Outcome.NOT_SENT,
					Outcome.MAYBE_APPLIED);
			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isEqualTo(Outcome.NOT_SENT);
			client.abort();
			server.restart();
			client.admit();

			set(client, "a", "c");
			assertThat(get(client, "a")).isEqualTo("c");
		}
	}

	@ParameterizedTest
	@EnumSource
	void connectionThatWasCutIsReplacedAtOnce(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start();
				DatabaseClient client = driver.connect(server);
				Jedis admin = server.connect()) {
			set(client, "a", "b");
			admin.clientList().lines().filter((line) -> !line.contains("name=test ")).forEach((line) -> {
				String address = line.replaceAll(".* addr=(\\S+) .*", "$1");
				admin.clientKill(address);
			});
			// a driver may learn of it by the commands that meet it, for a moment; one
			// without an answer would take two seconds
			await().atMost(Duration.ofMillis(1500))
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.ignoreExceptions()
				.until(() -> get(client, "a"), "b"::equals);
		}
	}

	@ParameterizedTest
	@EnumSource
	void probesUseOneConnectionThatAbortLeavesOpen(RedisDriver driver) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			for (int i = 0; i < 5; i++) {
				client.probe(Probe.PING, SECOND);
				client.probe(Probe.ECHO, SECOND);
			}
			List<String> before = server.clients();
			client.abort();
			client.probe(Probe.PING, SECOND);

			assertThat(before).hasSize(1);
			assertThat(server.clients()).hasSize(1);
			assertThat(server.clients().get(0)).startsWith(before.get(0).split(" ")[0] + " ");
		}
	}

	@ParameterizedTest
	@EnumSource
	void probeOfAFrozenServerEndsInTimeAndRecovers(RedisDriver driver) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			client.probe(Probe.PING, SECOND);
			server.freeze();

			assertFailsWithin(client, Duration.ofMillis(150));
			assertFailsWithin(client, Duration.ofMillis(150));

			server.thaw();
			await().ignoreExceptions().untilAsserted(() -> client.probe(Probe.PING, SECOND));
			await().untilAsserted(() -> assertThat(server.clients()).hasSize(1));
		}
	}

	@ParameterizedTest
	@EnumSource
	void probeOfADeadServerFailsAndRecovers(RedisDriver driver) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			client.probe(Probe.PING, SECOND);
			server.kill();

			assertFailsWithin(client, SECOND);
			assertFailsWithin(client, SECOND);

			server.restart();
			client.probe(Probe.ECHO, SECOND);
		}
	}

	@ParameterizedTest
	@EnumSource
	void probeOfAnUnknownHostFails(RedisDriver driver) {
		RedisConfiguration nowhere = new RedisStandaloneConfiguration("no-such-host.invalid", 6379);
		try (DatabaseClient client = driver.connect(nowhere, SECOND)) {
			assertThatThrownBy(() -> client.probe(Probe.PING, SECOND)).isInstanceOf(Exception.class);
			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isEqualTo(Outcome.NOT_SENT);
		}
	}

	@ParameterizedTest
	@EnumSource
	void commandThatWaitsOutlastsTheCommandTimeout(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start();
				DatabaseClient client = driver.connect(RedisDriver.standalone(server.port()), SHORT)) {
			try (RedisConnection connection = client.connectionThatWaits(SECOND)) {
				assertThat(connection.listCommands().bLPop(1, bytes("list"))).isNullOrEmpty();
			}
			set(client, "a", "b");
			server.freeze();
			long begin = System.nanoTime();
			try (RedisConnection connection = client.connectionThatWaits(SECOND)) {
				assertThatThrownBy(() -> connection.listCommands().bLPop(1, bytes("list")))
					.satisfies((failure) -> assertThat(outcome(client, failure)).isIn(Outcome.MAYBE_APPLIED,
							Outcome.NOT_SENT));
			}
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
			server.thaw();
			await().ignoreExceptions().until(() -> "b".equals(get(client, "a")));
		}
	}

	@ParameterizedTest
	@EnumSource
	void abortEndsACommandThatWaitsForEver(RedisDriver driver) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start();
				DatabaseClient client = driver.connect(RedisDriver.standalone(server.port()), SHORT)) {
			CompletableFuture<@Nullable Throwable> waiting = failing(() -> {
				try (RedisConnection connection = client.connectionThatWaits(Duration.ZERO)) {
					return connection.listCommands().bLPop(0, bytes("list"));
				}
			});
			await().until(() -> server.info("clients").contains("blocked_clients:1"));
			await().during(SHORT.multipliedBy(2)).until(() -> !waiting.isDone());

			client.abort();

			assertThat(outcome(client, waiting.get(10, TimeUnit.SECONDS))).isEqualTo(Outcome.MAYBE_APPLIED);
		}
	}

	@ParameterizedTest
	@EnumSource
	@ExtendWith(OutputCaptureExtension.class)
	void closingTwiceIsFineAndLeavesNoConnection(RedisDriver driver, CapturedOutput output) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start()) {
			DatabaseClient client = driver.connect(server);
			set(client, "a", "b");
			client.probe(Probe.PING, SECOND);
			client.close();
			client.close();

			await().untilAsserted(() -> assertThat(server.clients()).isEmpty());
			assertThat(output).doesNotContain("already closed");
		}
	}

	static void set(DatabaseClient client, String key, String value) {
		try (RedisConnection connection = client.connections().getConnection()) {
			connection.stringCommands().set(bytes(key), bytes(value));
		}
	}

	static @Nullable String get(DatabaseClient client, String key) {
		try (RedisConnection connection = client.connections().getConnection()) {
			byte[] value = connection.stringCommands().get(bytes(key));
			return (value != null) ? new String(value, StandardCharsets.UTF_8) : null;
		}
	}

	/** A transaction has a connection of its own. */
	static @Nullable Object openDedicated(DatabaseClient client) {
		try (RedisConnection connection = client.connections().getConnection()) {
			connection.multi();
			connection.stringCommands().get(bytes("a"));
			return connection.exec();
		}
	}

	static @Nullable Outcome outcome(DatabaseClient client, @Nullable Throwable failure) {
		assertThat(failure).isNotNull();
		Outcome outcome = client.classifier().classify(failure);
		assertThat(outcome).as("of %s", failure).isNotNull();
		return outcome;
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static CompletableFuture<@Nullable Throwable> failing(Callable<?> task) {
		CompletableFuture<@Nullable Throwable> failure = new CompletableFuture<>();
		Thread thread = new Thread(() -> failure.complete(catchThrowable(task::call)));
		thread.setDaemon(true);
		thread.start();
		return failure;
	}

	static void assertFailsWithin(DatabaseClient client, Duration timeout) {
		long begin = System.nanoTime();
		assertThatThrownBy(() -> client.probe(Probe.PING, timeout)).satisfiesAnyOf(
				(failure) -> assertThat(failure).isInstanceOf(TimeoutException.class),
				(failure) -> assertThat(client.classifier().classify(failure)).isNotNull());
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(timeout.plusMillis(1500));
	}

}
