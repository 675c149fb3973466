package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.hapool.Background;
import io.hapool.health.HealthCheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ClientKillParams;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transactions and pipelines while databases are switched, their connections cut and
 * their keys changed, at any step: a transaction is wholly on one database or not at all,
 * and a pipeline is not half on each. One that begins again does so whole, and only the
 * database that was lost keeps a part of it, if any; one that fails has left nothing on a
 * second one.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterleavingTests {

	/** Of commands that leave something behind. */
	private static final int COMMANDS = 3;

	/** Those of a transaction, with what is before the first and after the last. */
	private static final int STEPS = 6;

	private static final List<String> NAMES = List.of("east", "west");

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	void randomInterleavings(RedisDriver driver) throws Exception {
		run(driver, 200);
	}

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	@Tag("fault")
	void thousandRandomInterleavings(RedisDriver driver) throws Exception {
		run(driver, 1000);
	}

	private static void run(RedisDriver driver, int rounds) throws Exception {
		long seed = System.nanoTime();
		System.out.println("Seed of " + driver + ": " + seed);
		Random random = new Random(seed);
		try (RedisServers servers = RedisServers.start("east", "west");
				RedisScene scene = new RedisScene(driver).with("east", 1, servers.get("east"))
					.with("west", 0.5, servers.get("west"))
					.start();
				Jedis east = servers.get("east").connect();
				Jedis west = servers.get("west").connect()) {
			Map<Fault, Integer> again = new EnumMap<>(Fault.class);
			Map<Kind, Integer> done = new EnumMap<>(Kind.class);
			for (int i = 0; i < rounds; i++) {
				Round round = new Round(scene, List.of(east, west), i, random);
				round.run();
				if (round.runs > 1) {
					again.merge(round.fault, 1, Integer::sum);
				}
				if (round.failure == null) {
					done.merge(round.kind, 1, Integer::sum);
				}
			}
			System.out.println(driver + ": began again " + again + ", done " + done);
			// else the rounds have shown nothing
			assertThat(again).containsKeys(Fault.SWITCH, Fault.CUT, Fault.LOSS);
			assertThat(done).containsKeys(Kind.values())
				.allSatisfy((kind, count) -> assertThat(count).isGreaterThan(rounds / 10));
		}
	}

	private enum Kind {

		TRANSACTION, PIPELINE_OF_SETS, PIPELINE_OF_PUSHES

	}

	private enum Fault {

		SWITCH, CHANGED_KEY,

		/** Its database answers again at once. */
		CUT,

		/** Its database is down for a while. */
		LOSS;

		/** A loss takes its time: each tenth is one. */
		static Fault of(int round, Random random) {
			return (round % 10 == 9) ? LOSS : values()[random.nextInt(LOSS.ordinal())];
		}

		boolean losesSomething() {
			return this == CUT || this == LOSS;
		}

	}

	/** One of them, and what became of it. */
	private static final class Round {

		private final RedisScene scene;

		private final StringRedisTemplate template;

		private final List<Jedis> servers;

		private final String prefix;

		private final Kind kind;

		private final Fault fault;

		private final int struck;

		private final boolean aside;

		private final int changed;

		private @Nullable CompletableFuture<Void> striking;

		private volatile @Nullable String lost;

		private int runs;

		private List<?> results = List.of();

		private @Nullable RuntimeException failure;

		private Round(RedisScene scene, List<Jedis> servers, int number, Random random) {
			this.scene = scene;
			this.template = scene.template();
			this.servers = servers;
			this.prefix = "round-" + number + ":";
			this.kind = Kind.values()[random.nextInt(Kind.values().length)];
			this.fault = Fault.of(number, random);
			this.struck = random.nextInt(STEPS);
			this.aside = random.nextBoolean();
			this.changed = random.nextInt(servers.size());
		}

		private void run() throws Exception {
			try {
				results = (kind == Kind.TRANSACTION) ? template.execute(Session.ofStrings(this::transaction))
						: template.executePipelined(this::pipeline);
			}
			catch (DataAccessException | JedisException ex) {
				// Spring passes on what a pipeline of Jedis throws
				failure = ex;
			}
			if (striking != null) {
				striking.get(10, TimeUnit.SECONDS);
			}
			String gone = lost;
			if (gone != null) {
				// not as late as in the next round
				RedisScene.await().until(() -> !scene.isHealthy(gone));
				scene.say(gone, HealthCheck.Verdict.UP);
			}
			if (fault.losesSomething()) {
				closeWhatWasCut();
			}
			RedisScene.await().until(() -> NAMES.stream().allMatch(scene::isHealthy));
			assertWhole();
		}

		private void before(int step) {
			if (step != struck || striking != null) {
				return;
			}
			striking = aside ? Background.run(this::strike) : CompletableFuture.completedFuture(null);
			if (!aside) {
				strike();
			}
		}

		private void strike() {
			switch (fault) {
				case SWITCH -> scene.databases().switchTo("east".equals(scene.selected()) ? "west" : "east", "test");
				case CUT -> cut(scene.selected());
				case LOSS -> {
					String selected = scene.selected();
					scene.say(selected, HealthCheck.Verdict.DOWN);
					lost = selected;
					cut(selected);
				}
				case CHANGED_KEY -> servers.get(changed).set(prefix + "watched", "other");
			}
		}

		private void cut(String name) {
			servers.get(NAMES.indexOf(name)).clientKill(ClientKillParams.clientKillParams().type(ClientType.NORMAL));
		}

		/**
		 * Jedis does not see it on connections that nobody uses: that is a fault of later
		 * rounds.
		 */
		private void closeWhatWasCut() {
			for (Database database : scene.targets()) {
				database.client().abort();
				database.client().admit();
			}
		}

		private List<?> transaction(RedisOperations<String, String> operations) {
			String value = Integer.toString(++runs);
			before(0);
			operations.watch(prefix + "watched");
			before(1);
			operations.opsForValue().get(prefix + "watched");
			before(2);
			operations.multi();
			operations.opsForValue().set(prefix + "first", value);
			before(3);
			operations.opsForList().rightPush(prefix + "list", value);
			before(4);
			operations.opsForValue().set(prefix + "last", value);
			before(5);
			return operations.exec();
		}

		private @Nullable Object pipeline(RedisConnection connection) {
			byte[] value = bytes(Integer.toString(++runs));
			for (int i = 0; i < COMMANDS; i++) {
				before(i);
				if (kind == Kind.PIPELINE_OF_SETS) {
					connection.stringCommands().set(bytes(prefix + i), value);
				}
				else {
					connection.listCommands().rPush(bytes(prefix + "list"), value);
				}
			}
			for (int i = COMMANDS; i < STEPS; i++) {
				before(i);
			}
			return null;
		}

		private void assertWhole() {
			List<Map<String, Long>> written = servers.stream().map(this::written).toList();
			List<Long> sorted = written.stream().map(Round::count).sorted().toList();
			// without a fault that loses something nothing fails
			assertThat(fault.losesSomething() || failure == null).as(told(written)).isTrue();
			assertThat(written).as(told(written))
				.allSatisfy((one) -> assertThat(count(one)).isBetween(0L, (long) COMMANDS));
			assertNoRunIsOnBoth(written);
			if (failure == null) {
				assertLastRunIsWhole(written);
			}
			if (kind == Kind.TRANSACTION) {
				assertThat(sorted.get(1)).as(told(written)).isIn(0L, (long) COMMANDS);
			}
			// What leaves the same behind when it runs twice may have begun elsewhere, if
			// it succeeded where it began again.
			if (kind != Kind.PIPELINE_OF_SETS || !fault.losesSomething() || failure != null) {
				assertThat(sorted.get(0)).as(told(written)).isZero();
			}
		}

		private void assertNoRunIsOnBoth(List<Map<String, Long>> written) {
			assertThat(written.get(0)).as(told(written))
				.doesNotContainKeys(written.get(1).keySet().toArray(String[]::new));
		}

		/** But for a transaction whose key was changed, which did nothing. */
		private void assertLastRunIsWhole(List<Map<String, Long>> written) {
			boolean undone = kind == Kind.TRANSACTION && results.isEmpty();
			long ofLast = written.stream().mapToLong((one) -> one.getOrDefault(Integer.toString(runs), 0L)).sum();
			assertThat(results).as(told(written)).hasSize(undone ? 0 : COMMANDS);
			assertThat(ofLast).as(told(written)).isEqualTo(undone ? 0 : COMMANDS);
		}

		private static long count(Map<String, Long> written) {
			return written.values().stream().mapToLong(Long::longValue).sum();
		}

		private String told(List<Map<String, Long>> written) {
			return "%s%s, %s before step %d%s: of each run on %s %s, %d runs, %s".formatted(prefix, kind, fault, struck,
					aside ? " aside" : "", NAMES, written, runs, (failure != null) ? failure : results);
		}

		/** How much each run has left behind on a server. */
		private Map<String, Long> written(Jedis server) {
			List<String> values = new ArrayList<>(server.lrange(prefix + "list", 0, -1));
			values.addAll(server.mget(prefix + "first", prefix + "last", prefix + 0, prefix + 1, prefix + 2));
			return values.stream()
				.filter(Objects::nonNull)
				.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		}

		private static byte[] bytes(String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}

	}

}
