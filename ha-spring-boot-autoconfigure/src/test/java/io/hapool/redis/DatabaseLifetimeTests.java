package io.hapool.redis;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.Background;
import io.hapool.event.EventPublisher;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * When the clients of databases are closed, and what is selected by hand: all without a
 * server.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatabaseLifetimeTests {

	private final SystemTime time = new SystemTime();

	private final EventPublisher events = new EventPublisher(time);

	private final Client east = new Client();

	private final Client west = new Client();

	@AfterEach
	void end() {
		events.close();
		time.close();
	}

	@Test
	void clientsAreClosedWhenTheStartFails() {
		east.dead = true;
		west.dead = true;
		RedisDatabases databases = create();

		assertThatThrownBy(databases::start).isInstanceOf(UnhealthyStartException.class);

		assertThat(east.closed).hasValue(1);
		assertThat(west.closed).hasValue(1);
	}

	@Test
	void twoChecksAtTheStartHaveTheTimeOfTheFirst() throws Exception {
		Database database = new Database("east", east);
		DatabaseHealthCheck check = check();
		CompletableFuture<?> other = Background.supply(() -> assertThat(checked(check, database)).isNotNull());
		RedisScene.await().until(() -> east.probes.get() == 1);

		CompletableFuture<?> second = Background.supply(() -> assertThat(checked(check, database)).isNotNull());
		RedisScene.await().until(() -> east.probes.get() == 2);
		east.answer.countDown();
		other.join();
		second.join();

		assertThat(east.shortest).isGreaterThan(Duration.ofSeconds(5));
	}

	private static HealthCheckAnswer checked(DatabaseHealthCheck check, Database database) {
		try {
			return new HealthCheckAnswer(check.check(database, Duration.ofSeconds(1)).name());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private record HealthCheckAnswer(String verdict) {
	}

	@Test
	void oneThatWasRemovedInUseIsClosedWithTheOthers() {
		east.answer.countDown();
		west.answer.countDown();
		RedisDatabases databases = create();
		databases.start();
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Database> busy = Background
			.supply(() -> databases.router().run(Repetition.HARMFUL, (database) -> {
				join(end);
				return database;
			}));
		RedisScene.await().until(() -> databases.pool().views().get(0).openLeases() == 1);

		databases.remove("east");
		assertThat(east.closed).hasValue(0);
		databases.close();

		assertThat(east.closed).hasValue(1);
		end.countDown();
		busy.join();
	}

	@Test
	void nothingFailsBackFromOneThatIsPinned() {
		east.answer.countDown();
		west.answer.countDown();
		try (RedisDatabases databases = create()) {
			databases.start();
			databases.pool().pin("west", "a test");
			long end = time.nanos() + Duration.ofMillis(300).toNanos();
			while (time.nanos() < end) {
				assertThat(databases.router().<String>run(Repetition.HARMLESS, Database::name)).isEqualTo("west");
			}

			assertThat(databases.switches()).containsEntry(SwitchReason.FAILBACK, 0L)
				.containsEntry(SwitchReason.BY_HAND, 1L);
		}
	}

	@Test
	void detectorsAreToldOfFailuresThatComeLater() {
		east.answer.countDown();
		west.answer.countDown();
		try (RedisDatabases databases = create()) {
			databases.start();
			AtomicInteger told = new AtomicInteger();
			databases.addFailureDetector((database, failure) -> {
				told.addAndGet((failure instanceof ArithmeticException) ? 1 : 0);
				return false;
			});
			CompletableFuture<String> command = new CompletableFuture<>();
			CompletableFuture<String> answer = databases.router().runLater(Repetition.HARMFUL, (database) -> command);

			command.completeExceptionally(new ArithmeticException("no answer"));

			assertThat(answer).isCompletedExceptionally();
			assertThat(told).hasValue(1);
		}
	}

	private RedisDatabases create() {
		return RedisDatabases.create(RedisScene.QUICK,
				List.of(new DatabaseDefinition("east", 1, east, List.of(check())),
						new DatabaseDefinition("west", 0.5, west, List.of(check()))),
				time, events);
	}

	private DatabaseHealthCheck check() {
		return new DatabaseHealthCheck(DatabaseClient.Probe.PING, ProbePolicy.ALL, RedisScene.SERIES, time);
	}

	private static void join(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class Client extends ServerlessClient {

		final AtomicInteger closed = new AtomicInteger();

		final AtomicInteger probes = new AtomicInteger();

		final CountDownLatch answer = new CountDownLatch(1);

		volatile boolean dead;

		volatile Duration shortest = Duration.ofDays(1);

		@Override
		public void probe(Probe probe, Duration timeout) throws Exception {
			if (dead) {
				throw new ConnectException("dead");
			}
			shortest = (timeout.compareTo(shortest) < 0) ? timeout : shortest;
			probes.incrementAndGet();
			answer.await();
		}

		@Override
		public FailureClassifier classifier() {
			return (failure) -> Outcome.EXEMPT;
		}

		@Override
		public void close() {
			closed.incrementAndGet();
		}

	}

}
