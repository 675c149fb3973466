package io.hapool.redis;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
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

	@Test
	void newTransactionWithinAnotherIsOfItsOwn() {
		TransactionTemplate inner = new TransactionTemplate(transactions.getTransactionManager());
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

		transactions.executeWithoutResult((status) -> {
			assertThat(template.opsForValue().get("key")).isEqualTo("east");
			inner.executeWithoutResult((nested) -> template.opsForValue().set("more", "2"));
		});

		assertThat(servers.read("east", "more")).isEqualTo("2");
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
