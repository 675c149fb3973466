package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.hapool.Background;
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
 * and a pipeline is not half on each.
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
				Round round = new Round(scene, List.of(east, west), "round-" + i + ":", random);
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
			assertThat(again).containsKeys(Fault.SWITCH, Fault.CUT);
			assertThat(done).containsKeys(Kind.values())
				.allSatisfy((kind, count) -> assertThat(count).isGreaterThan(rounds / 10));
		}
	}

	private enum Kind {

		TRANSACTION, PIPELINE_OF_SETS, PIPELINE_OF_PUSHES

	}

	private enum Fault {

		SWITCH, CUT, CHANGED_KEY

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

		private int runs;

		private List<?> results = List.of();

		private @Nullable RuntimeException failure;

		private Round(RedisScene scene, List<Jedis> servers, String prefix, Random random) {
			this.scene = scene;
			this.template = scene.template();
			this.servers = servers;
			this.prefix = prefix;
			this.kind = Kind.values()[random.nextInt(Kind.values().length)];
			this.fault = Fault.values()[random.nextInt(Fault.values().length)];
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
			if (fault == Fault.CUT) {
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
				case CUT -> {
					Jedis server = servers.get(NAMES.indexOf(scene.selected()));
					server.clientKill(ClientKillParams.clientKillParams().type(ClientType.NORMAL));
				}
				case CHANGED_KEY -> servers.get(changed).set(prefix + "watched", "other");
			}
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
			runs++;
			before(0);
			operations.watch(prefix + "watched");
			before(1);
			operations.opsForValue().get(prefix + "watched");
			before(2);
			operations.multi();
			operations.opsForValue().set(prefix + "first", "value");
			before(3);
			operations.opsForList().rightPush(prefix + "list", "value");
			before(4);
			operations.opsForValue().set(prefix + "last", "value");
			before(5);
			return operations.exec();
		}

		private @Nullable Object pipeline(RedisConnection connection) {
			runs++;
			for (int i = 0; i < COMMANDS; i++) {
				before(i);
				if (kind == Kind.PIPELINE_OF_SETS) {
					connection.stringCommands().set(bytes(prefix + i), bytes("value"));
				}
				else {
					connection.listCommands().rPush(bytes(prefix + "list"), bytes("value"));
				}
			}
			for (int i = COMMANDS; i < STEPS; i++) {
				before(i);
			}
			return null;
		}

		private void assertWhole() {
			List<Integer> written = new ArrayList<>();
			for (Jedis server : servers) {
				written.add(written(server));
			}
			// without a fault that loses something nothing fails
			assertThat(fault == Fault.CUT || failure == null).as(told(written)).isTrue();
			List<Integer> sorted = written.stream().sorted().toList();
			if (failure == null) {
				boolean undone = kind == Kind.TRANSACTION && results.isEmpty();
				assertThat(sorted.get(1)).as(told(written)).isEqualTo(undone ? 0 : COMMANDS);
			}
			if (kind == Kind.TRANSACTION) {
				assertThat(sorted.get(1)).as(told(written)).isIn(0, COMMANDS);
			}
			// what leaves the same behind when it runs twice may have begun elsewhere
			if (kind != Kind.PIPELINE_OF_SETS || fault != Fault.CUT) {
				assertThat(sorted.get(0)).as(told(written)).isZero();
			}
		}

		private String told(List<Integer> written) {
			return "%s%s, %s before step %d%s: on %s %s, %d runs, %s".formatted(prefix, kind, fault, struck,
					aside ? " aside" : "", NAMES, written, runs, (failure != null) ? failure : results);
		}

		private int written(Jedis server) {
			int list = Math.toIntExact(server.llen(prefix + "list"));
			return switch (kind) {
				case TRANSACTION -> list + Math.toIntExact(server.exists(prefix + "first", prefix + "last"));
				case PIPELINE_OF_SETS -> Math.toIntExact(server.exists(prefix + 0, prefix + 1, prefix + 2));
				case PIPELINE_OF_PUSHES -> list;
			};
		}

		private static byte[] bytes(String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}

	}

}
