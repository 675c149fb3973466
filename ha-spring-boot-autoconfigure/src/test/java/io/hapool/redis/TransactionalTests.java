package io.hapool.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Spring's transactions, in which a template takes part. */
@ParameterizedClass
@EnumSource
class TransactionalTests {

	private static RedisServers servers;

	private final RedisScene scene;

	private final StringRedisTemplate template;

	private final TransactionTemplate transactions = new TransactionTemplate(new Bare());

	TransactionalTests(RedisDriver driver) {
		servers.reset();
		this.scene = new RedisScene(driver).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
		this.template = scene.template();
		template.setEnableTransactionSupport(true);
		scene.databases().force("east", Duration.ofMinutes(1), "test");
		servers.write("east", "east");
		servers.write("west", "west");
	}

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void stopServers() {
		servers.close();
	}

	@AfterEach
	void close() {
		scene.close();
	}

	@Test
	void readsGoToTheDatabaseOfTheTransaction() {
		transactions.executeWithoutResult((status) -> {
			template.opsForValue().set("written", "1");
			assertThat(template.opsForValue().get("key")).isEqualTo("east");
			scene.databases().force("west", Duration.ofMinutes(1), "test");
			assertThat(template.opsForValue().get("key")).isEqualTo("east");
			assertThat(template.opsForValue().get("written")).isNull();
		});

		assertThat(servers.read("east", "written")).isEqualTo("1");
		assertThat(servers.read("west", "written")).isNull();
		assertThat(template.opsForValue().get("key")).isEqualTo("west");
	}

	@Test
	void rollbackWritesNothing() {
		transactions.executeWithoutResult((status) -> {
			template.opsForValue().set("written", "1");
			status.setRollbackOnly();
		});

		assertThat(servers.read("east", "written")).isNull();
		assertThat(template.opsForValue().get("key")).isEqualTo("east");
	}

	@Test
	void readOnlyTransactionStaysOnOneDatabase() {
		transactions.setReadOnly(true);

		transactions.executeWithoutResult((status) -> {
			assertThat(template.opsForValue().get("key")).isEqualTo("east");
			scene.databases().force("west", Duration.ofMinutes(1), "test");
			assertThat(template.opsForValue().get("key")).isEqualTo("east");
		});

		assertThat(template.opsForValue().get("key")).isEqualTo("west");
	}

	@Test
	void lossOfItsDatabaseSurfacesAndNothingIsRunAgain() {
		assertThatThrownBy(() -> transactions.executeWithoutResult((status) -> {
			template.opsForValue().set("written", "1");
			servers.kill("east");
			template.opsForValue().get("key");
		})).isInstanceOf(RuntimeException.class);

		assertThat(servers.read("west", "written")).isNull();
		assertThat(template.opsForValue().get("key")).isEqualTo("west");
	}

	@Test
	void innerTransactionIsAPartOfTheOuterOne() {
		TransactionTemplate inner = new TransactionTemplate(transactions.getTransactionManager());
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRED);

		transactions.executeWithoutResult((status) -> {
			template.opsForValue().set("written", "1");
			scene.databases().force("west", Duration.ofMinutes(1), "test");
			inner.executeWithoutResult((nested) -> template.opsForValue().set("more", "2"));
		});

		assertThat(servers.read("east", "written")).isEqualTo("1");
		assertThat(servers.read("east", "more")).isEqualTo("2");
	}

	/**
	 * Spring Data Redis suspends nothing: its connection stays bound to the thread. A new
	 * transaction is therefore a part of the outer one here, too.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void newTransactionWithinAnotherIsAPartOfItAsWithSpringAlone(boolean alone) {
		StringRedisTemplate one = alone ? plain() : template;
		TransactionTemplate inner = new TransactionTemplate(transactions.getTransactionManager());
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

		transactions.executeWithoutResult((status) -> {
			one.opsForValue().set("written", "1");
			inner.executeWithoutResult((nested) -> one.opsForValue().set("more", "2"));
			assertThat(servers.read("east", "more")).isNull();
		});
		assertThat(servers.read("east", "more")).isEqualTo("2");

		transactions.executeWithoutResult((status) -> {
			one.opsForValue().set("written", "3");
			inner.executeWithoutResult((nested) -> one.opsForValue().set("more", "4"));
			status.setRollbackOnly();
		});
		assertThat(servers.read("east", "more")).isEqualTo("2");
	}

	/** Spring executes what was queued after the commit, and logs what fails then. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void lossOfItsDatabaseAtTheCommitReachesNobodyAsWithSpringAlone(boolean alone) {
		StringRedisTemplate one = alone ? plain() : template;

		assertThatCode(() -> transactions.executeWithoutResult((status) -> {
			one.opsForValue().set("written", "1");
			servers.kill("east");
		})).doesNotThrowAnyException();

		assertThat(servers.read("west", "written")).isNull();
		assertThat(template.opsForValue().get("key")).isEqualTo("west");
	}

	/** In one that is not read-only Jedis has no pipelines. */
	@Test
	void pipelineWithinATransactionIsNotRunAgain() {
		AtomicInteger runs = new AtomicInteger();
		transactions.setReadOnly(true);

		assertThatThrownBy(
				() -> transactions.execute((status) -> template.executePipelined(Session.doing((operations) -> {
					runs.incrementAndGet();
					operations.opsForValue().get("key");
					servers.kill("east");
					operations.opsForValue().get("key");
				}))))
			.isInstanceOf(RuntimeException.class);

		assertThat(runs).hasValue(1);
		assertThat(template.opsForValue().get("key")).isEqualTo("west");
	}

	/** Over the connections of one database, without anything of ours. */
	private StringRedisTemplate plain() {
		StringRedisTemplate plain = new StringRedisTemplate(scene.database("east").client().connections());
		plain.setEnableTransactionSupport(true);
		return plain;
	}

	/** Manages nothing but the synchronizations. */
	private static final class Bare extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
