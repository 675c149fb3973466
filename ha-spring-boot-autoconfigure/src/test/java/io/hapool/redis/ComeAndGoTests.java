package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.hapool.Background;
import io.hapool.fault.LocalPorts;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.HealthState;
import io.hapool.redis.DatabaseRules.Failback;
import io.hapool.redis.connection.TransactionMovedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Databases that are added and removed while others run. The numbers are those of the
 * acceptance list.
 */
@ParameterizedClass
@EnumSource(RedisDriver.class)
class ComeAndGoTests {

	private static final Failback LATE = new Failback(true, Duration.ofMinutes(1), Duration.ofMillis(10));

	private static RedisServers servers;

	private final RedisDriver driver;

	ComeAndGoTests(RedisDriver driver) {
		this.driver = driver;
	}

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west", "south");
	}

	@AfterAll
	static void endServers() {
		servers.close();
	}

	@BeforeEach
	void resetServers() {
		servers.reset();
	}

	@Test
	@DisplayName("81: one that is added, healthy and the heaviest is selected")
	void addedHeaviestIsSelected() {
		try (RedisScene scene = two()) {
			scene.databases().add(scene.define("south", 3, servers.get("south")));

			scene.awaitSelected("south");
			scene.template().opsForValue().set("key", "value");

			assertThat(servers.read("south")).isEqualTo("value");
			assertThat(scene.awaitSwitches(1).get(0).reason()).isEqualTo(SwitchReason.FAILBACK);
		}
	}

	@Test
	@DisplayName("82: one that is added and not healthy is not selected, however heavy")
	void addedUnhealthyIsNotSelected() {
		try (RedisScene scene = two()) {
			scene.databases().add(scene.define("south", 3, RedisDriver.standalone(LocalPorts.free()), scene.ping()));
			scene.awaitHealth("south", HealthState.ISOLATED);
			scene.template().opsForValue().set("key", "value");

			assertThat(scene.selected()).isEqualTo("east");
			assertThat(scene.switched).isEmpty();
		}
	}

	@Test
	@DisplayName("83: a second one of a name is rejected")
	void duplicateIsRejected() {
		DatabaseDefinition duplicate = new DatabaseDefinition("east", 3, driver.connect(servers.get("south")),
				List.of());
		try (RedisScene scene = two(); DatabaseClient unused = duplicate.client()) {
			assertThatIllegalArgumentException().isThrownBy(() -> scene.databases().add(duplicate))
				.withMessageContaining("\"east\" already");

			assertThat(scene.databases().all()).hasSize(2);
			assertThat(unused).isNotNull();
		}
	}

	@Test
	@DisplayName("84: when the selected one is removed the next takes over first, and what waits there ends")
	void removesTheSelectedOne() throws Exception {
		try (RedisScene scene = scene(LATE)) {
			StringRedisTemplate template = scene.template();
			template.opsForValue().set("key", "old");

			scene.databases().remove("east");
			template.opsForValue().set("key", "new");

			assertThat(scene.selected()).isEqualTo("west");
			assertThat(servers.read("east")).isEqualTo("old");
			assertThat(servers.read("west")).isEqualTo("new");
			assertThat(scene.databases().find("east")).isEmpty();
			assertThat(scene.awaitSwitches(1).get(0).reason()).isEqualTo(SwitchReason.REMOVED);
			RedisScene.await().until(() -> servers.get("east").clients().isEmpty());
		}
	}

	@Test
	@DisplayName("84: a pipeline that is open on the one that is removed is carried out there")
	void openPipelineOutlastsTheRemoval() {
		try (RedisScene scene = scene(LATE); RedisConnection connection = scene.connections().getConnection()) {
			connection.openPipeline();
			connection.stringCommands().set(bytes("key"), bytes("old"));
			removeAndGoOn(scene);

			assertThat(connection.closePipeline()).hasSize(1);

			assertThat(servers.read("east")).isEqualTo("old");
			assertThat(servers.read("west")).isEqualTo("new");
			connection.close();
			RedisScene.await().until(() -> servers.get("east").clients().isEmpty());
		}
	}

	@Test
	@DisplayName("84, 95: a transaction that is open on the one that is removed is discarded there")
	void openTransactionIsDiscardedOnTheOneRemoved() {
		try (RedisScene scene = scene(LATE); RedisConnection connection = scene.connections().getConnection()) {
			connection.multi();
			connection.stringCommands().set(bytes("key"), bytes("old"));
			removeAndGoOn(scene);

			assertThatExceptionOfType(TransactionMovedException.class).isThrownBy(connection::exec);

			assertThat(servers.read("east")).isNull();
			assertThat(servers.read("west")).isEqualTo("new");
			connection.close();
			RedisScene.await().until(() -> servers.get("east").clients().isEmpty());
		}
	}

	private static void removeAndGoOn(RedisScene scene) {
		scene.databases().remove("east");
		scene.template().opsForValue().set("key", "new");
		long end = scene.time.nanos() + Duration.ofMillis(300).toNanos();
		// when nothing is open it is closed at once
		RedisScene.await().until(() -> scene.time.nanos() > end);
	}

	@Test
	@DisplayName("84: a BLPOP that waits on the one that is removed ends there")
	void waitingPopOutlastsTheRemoval() throws Exception {
		try (RedisScene scene = scene(LATE)) {
			CompletableFuture<String> popped = servers.pop("east", scene);
			scene.databases().remove("east");
			scene.template().opsForValue().set("key", "new");

			servers.push("east", "old");

			assertThat(popped.get(10, TimeUnit.SECONDS)).isEqualTo("old");
			RedisScene.await().until(() -> servers.get("east").clients().isEmpty());
		}
	}

	@Test
	@DisplayName("84: the selected one stays if no other is healthy")
	void selectedOneStaysIfNoOtherIsHealthy() {
		try (RedisScene scene = two()) {
			scene.say("west", Verdict.DOWN);
			scene.awaitHealth("west", HealthState.ISOLATED);

			assertThatIllegalStateException().isThrownBy(() -> scene.databases().remove("east"))
				.withMessageContaining("\"east\" is selected and no other is healthy");
			scene.template().opsForValue().set("key", "value");

			assertThat(servers.read("east")).isEqualTo("value");
		}
	}

	@Test
	@DisplayName("85: the last one is not removed, nor one that there is not")
	void lastOneIsNotRemoved() {
		try (RedisScene scene = two()) {
			scene.databases().remove("east");

			assertThatIllegalStateException().isThrownBy(() -> scene.databases().remove("west"))
				.withMessageContaining("\"west\" is the last one");
			assertThatIllegalArgumentException().isThrownBy(() -> scene.databases().remove("east"))
				.withMessageContaining("no database \"east\"");
			scene.template().opsForValue().set("key", "value");
			assertThat(servers.read("west")).isEqualTo("value");
		}
	}

	@Test
	@DisplayName("86: databases come and go from several threads while commands run, and none fails")
	void concurrentAddAndRemove() throws Exception {
		AtomicBoolean over = new AtomicBoolean();
		AtomicInteger commands = new AtomicInteger();
		try (RedisScene scene = two()) {
			StringRedisTemplate template = scene.template();
			CompletableFuture<Void> traffic = Background.run(() -> {
				while (!over.get()) {
					template.opsForValue().set("key", "value");
					commands.incrementAndGet();
				}
			});
			List<CompletableFuture<Void>> changes = new ArrayList<>();
			for (String name : List.of("one", "two", "three")) {
				changes.add(Background.run(() -> comeAndGo(scene, name)));
			}
			CompletableFuture.allOf(changes.toArray(CompletableFuture<?>[]::new)).get(20, TimeUnit.SECONDS);
			int before = commands.get();
			RedisScene.await().until(() -> commands.get() > before + 10);
			over.set(true);
			traffic.get(10, TimeUnit.SECONDS);

			assertThat(scene.databases().all()).extracting(DatabaseState::name).containsExactly("east", "west");
			assertThat(scene.selected()).isIn("east", "west");
			RedisScene.await().until(() -> servers.get("south").clients().isEmpty());
		}
	}

	private RedisScene scene(Failback failback) {
		UnaryOperator<DatabaseRules> changes = (rules) -> rules.withFailback(failback);
		return new RedisScene(driver, changes).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.with("south", 0.25, servers.get("south"))
			.start();
	}

	private RedisScene two() {
		return new RedisScene(driver).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
	}

	private static void comeAndGo(RedisScene scene, String name) {
		for (int i = 0; i < 5; i++) {
			scene.databases().add(scene.define(name, 3, servers.get("south")));
			RedisScene.await().until(() -> scene.isHealthy(name));
			scene.databases().remove(name);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
