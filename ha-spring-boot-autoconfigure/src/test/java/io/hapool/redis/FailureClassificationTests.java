package io.hapool.redis;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.hapool.Background;
import io.hapool.fault.FaultProxy;
import io.hapool.fault.LocalPorts;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisPipelineException;

import static io.hapool.redis.DatabaseClientTests.bytes;
import static io.hapool.redis.DatabaseClientTests.get;
import static io.hapool.redis.DatabaseClientTests.openDedicated;
import static io.hapool.redis.DatabaseClientTests.outcome;
import static io.hapool.redis.DatabaseClientTests.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailureClassificationTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	/** Of commands that are to be answered: longer than a stall. */
	private static final Duration LONG = Duration.ofSeconds(2);

	@ParameterizedTest
	@EnumSource
	void refusedConnectionIsNotSent(RedisDriver driver) {
		try (DatabaseClient client = driver.connect(RedisDriver.standalone(LocalPorts.free()), SHORT)) {
			Throwable failure = catchThrowable(() -> get(client, "a"));

			assertThat(failure).isInstanceOf(RedisConnectionFailureException.class);
			assertThat(outcome(client, failure)).isEqualTo(Outcome.NOT_SENT);
		}
	}

	@ParameterizedTest
	@EnumSource
	void handshakeThatNobodyAnswersIsNotSent(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start();
				DatabaseClient client = driver.connect(RedisDriver.standalone(server.port()), SHORT)) {
			server.freeze();

			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isEqualTo(Outcome.NOT_SENT);
		}
	}

	@ParameterizedTest
	@EnumSource
	void commandThatTimesOutMayBeApplied(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start();
				DatabaseClient client = driver.connect(RedisDriver.standalone(server.port()), LONG)) {
			get(client, "a");
			server.freeze();

			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isEqualTo(Outcome.MAYBE_APPLIED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void connectionCutAfterSendingMayBeApplied(RedisDriver driver) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start();
				FaultProxy proxy = FaultProxy.to(server.port());
				DatabaseClient client = driver.connect(RedisDriver.standalone(proxy.port()), Duration.ofSeconds(10))) {
			get(client, "a");
			server.freeze();
			CompletableFuture<@Nullable Throwable> waiting = Background
				.supply(() -> catchThrowable(() -> get(client, "a")));
			await().during(SHORT).until(() -> !waiting.isDone());

			proxy.resetAll();

			assertThat(outcome(client, waiting.get(10, TimeUnit.SECONDS))).isEqualTo(Outcome.MAYBE_APPLIED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void serverKilledInTheMidstMayHaveApplied(RedisDriver driver) throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start();
				DatabaseClient client = driver.connect(RedisDriver.standalone(server.port()), Duration.ofSeconds(10))) {
			get(client, "a");
			server.freeze();
			CompletableFuture<@Nullable Throwable> waiting = Background
				.supply(() -> catchThrowable(() -> get(client, "a")));
			await().during(SHORT).until(() -> !waiting.isDone());

			server.kill();

			assertThat(outcome(client, waiting.get(10, TimeUnit.SECONDS))).isEqualTo(Outcome.MAYBE_APPLIED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void errorRepliesOfTheCommandAreTheCallers(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			set(client, "a", "b");

			assertThat(outcome(client, catchThrowable(() -> increment(client)))).isEqualTo(Outcome.CALLER_ERROR);
			assertThat(outcome(client, catchThrowable(() -> push(client)))).isEqualTo(Outcome.CALLER_ERROR);
			assertThat(outcome(client, catchThrowable(() -> runScript(client)))).isEqualTo(Outcome.CALLER_ERROR);
		}
	}

	@ParameterizedTest
	@EnumSource
	void loadingServerHasNotExecuted(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			server.restartLoading(Duration.ofSeconds(2));

			assertThat(outcome(client, catchThrowable(() -> get(client, "a")))).isEqualTo(Outcome.NOT_EXECUTED);
			await().ignoreExceptions().until(() -> get(client, "loaded-1") != null);
		}
	}

	@ParameterizedTest
	@EnumSource
	void replicaHasNotExecuted(RedisDriver driver) {
		try (RedisServerProcess master = RedisServerProcess.start();
				RedisServerProcess replica = RedisServerProcess.startReplicaOf(master);
				DatabaseClient client = driver.connect(replica)) {
			assertThat(outcome(client, catchThrowable(() -> set(client, "a", "b")))).isEqualTo(Outcome.NOT_EXECUTED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusedCredentialsAreAMistakeUnlessToldOtherwise(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.startWithPassword("open-sesame");
				DatabaseClient none = driver.connect(RedisDriver.standalone(server.port()), LONG);
				DatabaseClient wrong = driver.connect(RedisDriver.withPassword(server.port(), "hunter2"), LONG);
				DatabaseClient failing = driver.connect(RedisDriver.withPassword(server.port(), "hunter2"), LONG,
						AuthenticationErrors.ARE_FAILURES);
				DatabaseClient right = driver.connect(RedisDriver.withPassword(server.port(), "open-sesame"), LONG)) {
			Throwable failure = catchThrowable(() -> get(wrong, "a"));

			assertThat(outcome(none, catchThrowable(() -> get(none, "a")))).isEqualTo(Outcome.CALLER_ERROR);
			assertThat(outcome(wrong, failure)).isEqualTo(Outcome.CALLER_ERROR);
			assertThat(outcome(failing, catchThrowable(() -> get(failing, "a")))).isEqualTo(Outcome.NOT_EXECUTED);
			assertThat(catchThrowable(() -> get(right, "a"))).isNull();
			assertThat(wrong + wrong.description()).doesNotContain("hunter2");
			for (Throwable link = failure; link != null; link = link.getCause()) {
				assertThat(link.toString()).doesNotContain("hunter2");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void exhaustedPoolIsOurOwnLimit(RedisDriver driver) {
		try (RedisServerProcess server = RedisServerProcess.start(); DatabaseClient client = driver.connect(server)) {
			RedisConnection[] held = new RedisConnection[RedisDriver.POOL_SIZE];
			for (int i = 0; i < held.length; i++) {
				held[i] = client.connections().getConnection();
				held[i].multi();
			}

			Throwable failure = catchThrowable(() -> openDedicated(client));
			for (RedisConnection connection : held) {
				connection.close();
			}

			assertThat(outcome(client, failure)).isEqualTo(Outcome.EXEMPT);
		}
	}

	@ParameterizedTest
	@EnumSource
	void pipelineIsAsGoodAsItsParts(RedisDriver driver) {
		try (RedisServerProcess master = RedisServerProcess.start();
				RedisServerProcess replica = RedisServerProcess.startReplicaOf(master);
				DatabaseClient client = driver.connect(replica)) {
			Throwable refused = catchThrowable(() -> pipeline(client, (connection) -> {
				connection.stringCommands().set(bytes("a"), bytes("b"));
				connection.stringCommands().set(bytes("a"), bytes("c"));
			}));
			Throwable mixed = catchThrowable(() -> pipeline(client, (connection) -> {
				connection.stringCommands().get(bytes("a"));
				connection.stringCommands().set(bytes("a"), bytes("c"));
			}));

			assertThat(refused).isInstanceOf(RedisPipelineException.class);
			// Lettuce tells of the first failure alone
			assertThat(outcome(client, refused))
				.isEqualTo((driver == RedisDriver.JEDIS) ? Outcome.NOT_EXECUTED : Outcome.MAYBE_APPLIED);
			assertThat(outcome(client, mixed)).isEqualTo(Outcome.MAYBE_APPLIED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void othersAreNoneOfItsBusiness(RedisDriver driver) {
		try (DatabaseClient client = driver.connect(RedisDriver.standalone(1), SHORT)) {
			assertThat(client.classifier().classify(new IllegalStateException("bug"))).isNull();
			assertThat(client.classifier().classify(new IOException("file"))).isNull();
			assertThat(client.classifier().classify(new ConnectException("elsewhere"))).isNull();
			assertThat(client.classifier()
				.classify(new RedisSystemException("bug", new IllegalArgumentException("of the client"))))
				.isEqualTo(Outcome.CALLER_ERROR);
			assertThat(
					client.classifier().classify(new RedisSystemException("cut", new IOException("Connection reset"))))
				.isEqualTo(Outcome.MAYBE_APPLIED);
			assertThat(
					client.classifier().classify(new RedisSystemException("interrupted", new InterruptedException())))
				.isEqualTo(Outcome.CANCELLED);
		}
	}

	private static void increment(DatabaseClient client) {
		try (RedisConnection connection = client.connections().getConnection()) {
			connection.stringCommands().incr(bytes("a"));
		}
	}

	private static void push(DatabaseClient client) {
		try (RedisConnection connection = client.connections().getConnection()) {
			connection.listCommands().lPush(bytes("a"), bytes("b"));
		}
	}

	private static void runScript(DatabaseClient client) {
		try (RedisConnection connection = client.connections().getConnection()) {
			connection.scriptingCommands()
				.evalSha("0".repeat(40), org.springframework.data.redis.connection.ReturnType.VALUE, 0);
		}
	}

	private static void pipeline(DatabaseClient client, java.util.function.Consumer<RedisConnection> commands) {
		try (RedisConnection connection = client.connections().getConnection()) {
			connection.openPipeline();
			commands.accept(connection);
			connection.closePipeline();
		}
	}

}
