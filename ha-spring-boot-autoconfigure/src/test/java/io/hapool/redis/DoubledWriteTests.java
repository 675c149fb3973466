package io.hapool.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.hapool.fault.FaultProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import redis.clients.jedis.Jedis;

import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection.KeyCommand;
import org.springframework.data.redis.connection.ReactiveRedisConnection.NumericResponse;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault 50: databases are killed, stand still and are cut off at random while threads
 * push unique values and count. Nothing is applied twice, on one database or on both, and
 * nothing is lost that was acknowledged: the servers write all they acknowledge to disk.
 */
class DoubledWriteTests {

	private static final int THREADS = 4;

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	void nothingIsAppliedTwiceOrLostByAFewFaults(RedisDriver driver) throws Exception {
		run(driver, 6);
	}

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	@Tag("fault")
	void nothingIsAppliedTwiceOrLostByAHundredFaults(RedisDriver driver) throws Exception {
		run(driver, 100);
	}

	@Test
	void fluxOfIncrementsThatIsCutShortByAKillHasCountedWhatItAnswered() {
		assertIsCountedOnce(RedisServerProcess::kill, RedisServerProcess::restart);
	}

	/** What it was sent meanwhile is counted when it goes on. */
	@Test
	void fluxOfIncrementsThatIsCutShortByAStandstillHasCountedWhatItAnswered() {
		assertIsCountedOnce(RedisServerProcess::freeze, RedisServerProcess::thaw);
	}

	private static void assertIsCountedOnce(Consumer<RedisServerProcess> loss, Consumer<RedisServerProcess> end) {
		try (RedisServerProcess east = RedisServerProcess.start("--appendonly", "yes");
				RedisServerProcess west = RedisServerProcess.start("--appendonly", "yes");
				RedisScene scene = new RedisScene(RedisDriver.LETTUCE).with("east", 1, east)
					.with("west", 0.5, west)
					.start();
				ReactiveRedisConnection connection = scene.reactiveConnections().getReactiveConnection()) {
			Queue<Long> answers = new ConcurrentLinkedQueue<>();
			Sinks.Empty<Void> enough = Sinks.empty();
			AtomicLong issued = new AtomicLong();
			Flux<Long> counting = count(connection, issued, enough.asMono());
			CompletableFuture<Void> done = counting.doOnNext(answers::add).then().toFuture();
			RedisScene.await().until(() -> answers.size() > 500);

			loss.accept(east);
			scene.awaitSelected("west");
			int then = answers.size();
			RedisScene.await().until(() -> done.isDone() || answers.size() > then + 500);
			enough.tryEmitEmpty();
			RedisScene.await().until(done::isDone);

			end.accept(east);
			long counted = count("count-flux", east, west);
			assertThat(counted).isLessThanOrEqualTo(issued.get());
			assertThat(counted - answers.size()).isBetween(0L, done.isCompletedExceptionally() ? 1L : 0L);
		}
	}

	private static Flux<Long> count(ReactiveRedisConnection connection, AtomicLong issued, Mono<Void> enough) {
		ByteBuffer key = ByteBuffer.wrap("count-flux".getBytes(StandardCharsets.UTF_8));
		Flux<KeyCommand> commands = Mono.fromSupplier(() -> new KeyCommand(key))
			.repeat()
			.doOnNext((command) -> issued.incrementAndGet())
			.takeUntilOther(enough);
		return connection.numberCommands().incr(commands).mapNotNull(NumericResponse::getOutput);
	}

	private static long count(String key, RedisServerProcess... servers) {
		long sum = 0;
		for (RedisServerProcess server : servers) {
			try (Jedis jedis = server.connect()) {
				String count = jedis.get(key);
				sum += (count != null) ? Long.parseLong(count) : 0;
			}
		}
		return sum;
	}

	private static void run(RedisDriver driver, int faults) throws Exception {
		long seed = System.nanoTime();
		System.out.println("Seed of " + driver + ": " + seed);
		try (Site east = new Site();
				Site west = new Site();
				RedisScene scene = new RedisScene(driver, (rules) -> rules
					.withFailback(new DatabaseRules.Failback(true, Duration.ofMillis(300), Duration.ofMillis(50))))) {
			scene.with(scene.define("east", 1, RedisDriver.standalone(east.proxy.port()), scene.ping()))
				.with(scene.define("west", 0.5, RedisDriver.standalone(west.proxy.port()), scene.ping()))
				.start();
			List<Writer> writers = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				writers.add(new Writer(scene.template(), i));
			}
			Random random = new Random(seed);
			for (int i = 0; i < faults; i++) {
				(random.nextBoolean() ? east : west).suffer(random.nextInt(4), 50 + random.nextInt(400));
				RedisScene.await()
					.atMost(Duration.ofSeconds(30))
					.until(() -> scene.isHealthy("east") && scene.isHealthy("west"));
			}
			for (Writer writer : writers) {
				writer.stop();
			}
			for (Writer writer : writers) {
				writer.assertNothingDoubledOrLost(east.server, west.server);
			}
		}
	}

	/** A server that keeps what it acknowledges, behind a proxy. */
	private static final class Site implements AutoCloseable {

		private final RedisServerProcess server = RedisServerProcess.start("--appendonly", "yes", "--appendfsync",
				"always");

		private final FaultProxy proxy = FaultProxy.to(server.port());

		void suffer(int kind, int millis) throws InterruptedException {
			switch (kind) {
				case 0 -> {
					server.kill();
					Thread.sleep(millis);
					server.restart();
				}
				case 1 -> {
					server.freeze();
					Thread.sleep(millis);
					server.thaw();
				}
				case 2 -> proxy.resetAll();
				default -> {
					proxy.refuse();
					proxy.resetAll();
					Thread.sleep(millis);
					proxy.listen();
				}
			}
		}

		@Override
		public void close() {
			proxy.close();
			server.close();
		}

	}

	/** Pushes unique values and counts them, on keys of its own. */
	private static final class Writer {

		private final Queue<String> pushed = new ConcurrentLinkedQueue<>();

		private final AtomicLong counted = new AtomicLong();

		private final AtomicLong uncertain = new AtomicLong();

		private final StringRedisTemplate template;

		private final String name;

		private final Thread thread;

		private volatile boolean stopped;

		Writer(StringRedisTemplate template, int number) {
			this.template = template;
			this.name = "writer-" + number;
			this.thread = new Thread(this::write, name);
			thread.setDaemon(true);
			thread.start();
		}

		private void write() {
			for (long i = 0; !stopped; i++) {
				String value = name + "-" + i;
				try {
					template.opsForList().rightPush("list-" + name, value);
					pushed.add(value);
				}
				catch (RuntimeException ex) {
					// whether it is there is for the servers to say
				}
				try {
					template.opsForValue().increment("count-" + name);
					counted.incrementAndGet();
				}
				catch (RuntimeException ex) {
					uncertain.incrementAndGet();
				}
			}
		}

		void stop() throws InterruptedException {
			stopped = true;
			thread.join(10_000);
			assertThat(thread.isAlive()).isFalse();
		}

		void assertNothingDoubledOrLost(RedisServerProcess... servers) {
			List<String> found = new ArrayList<>();
			for (RedisServerProcess server : servers) {
				try (Jedis jedis = server.connect()) {
					found.addAll(jedis.lrange("list-" + name, 0, -1));
				}
			}
			Set<String> unique = new HashSet<>(found);
			assertThat(found).as("values of %s", name).hasSameSizeAs(unique);
			assertThat(unique).containsAll(pushed);
			assertThat(pushed).hasSizeGreaterThan(100);
			assertThat(count("count-" + name, servers)).as("count of %s", name)
				.isBetween(counted.get(), counted.get() + uncertain.get());
		}

	}

}
