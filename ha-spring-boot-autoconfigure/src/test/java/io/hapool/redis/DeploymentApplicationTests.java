package io.hapool.redis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.hapool.redis.SpringDataTests.People;
import io.hapool.redis.SpringDataTests.Person;
import io.hapool.redis.SpringDataTests.Prices;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.annotation.RedisListener;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.repository.configuration.EnableRedisRepositories;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose properties name databases of each kind of deployment, of which one
 * after the other is lost: what is built on Spring Data Redis goes on.
 */
@ParameterizedClass
@EnumSource
@Timeout(60)
class DeploymentApplicationTests {

	private static RedisServers servers;

	private static RedisServerProcess node;

	private final RedisDriver driver;

	DeploymentApplicationTests(RedisDriver driver) {
		this.driver = driver;
		servers.reset();
	}

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("north");
		node = RedisServerProcess.startCluster();
	}

	@AfterAll
	static void stopServers() {
		node.close();
		servers.close();
	}

	@Test
	void applicationGoesOnFromSentinelToClusterToStandalone() {
		try (RedisServerProcess master = RedisServerProcess.start();
				RedisServerProcess sentinel = RedisServerProcess.startSentinelOf(master)) {
			Map<String, String> places = new LinkedHashMap<>();
			places.put("east", "sentinel.nodes=127.0.0.1:" + sentinel.port());
			places.put("west", "cluster.nodes=127.0.0.1:" + node.port());
			places.put("north", "port=" + servers.get("north").port());
			RedisApplication.over(driver, places)
				.withPropertyValues("ha.redis.databases.east.sentinel.master=mymaster",
						"ha.redis.health-check.timeout=3s", "ha.redis.health-check.quick-timeout=1s")
				.withUserConfiguration(Application.class)
				.run((application) -> {
					assertAllWorksAt("east", master, application);

					sentinel.kill();
					master.kill();
					assertAllWorksAt("west", node, application);

					node.freeze();
					try {
						assertAllWorksAt("north", servers.get("north"), application);
					}
					finally {
						node.thaw();
					}
				});
		}
	}

	private static void assertAllWorksAt(String database, RedisServerProcess server,
			AssertableApplicationContext application) {
		assertCommandsWorkAt(database, server, application);
		assertCacheWorks(database, application);
		assertSessionsWork(database, application);
		assertRepositoriesWork(database, application);
		assertListenersHear(database, application);
	}

	private static void assertCommandsWorkAt(String database, RedisServerProcess server,
			AssertableApplicationContext application) {
		StringRedisTemplate template = application.getBean(StringRedisTemplate.class);
		template.opsForValue().set("key", database);

		assertThat(template.opsForValue().get("key")).isEqualTo(database);
		RedisScene.await().until(() -> RedisApplication.selected(application), database::equals);
		try (Jedis jedis = server.connect()) {
			assertThat(jedis.get("key")).isEqualTo(database);
		}
	}

	private static void assertCacheWorks(String database, AssertableApplicationContext application) {
		Prices prices = application.getBean(Prices.class);
		assertThat(prices.of(database)).isEqualTo("price of " + database);
		// with Lettuce it is written after the answer
		RedisScene.await().until(() -> {
			int computed = prices.computed();
			return prices.of(database).equals("price of " + database) && prices.computed() == computed;
		});
	}

	private static void assertSessionsWork(String database, AssertableApplicationContext application) {
		@SuppressWarnings("unchecked")
		SessionRepository<Session> sessions = application.getBean(SessionRepository.class);
		Session session = sessions.createSession();
		session.setAttribute("database", database);
		sessions.save(session);

		Session found = sessions.findById(session.getId());
		assertThat(found).isNotNull();
		assertThat((String) found.getAttribute("database")).isEqualTo(database);
	}

	private static void assertRepositoriesWork(String database, AssertableApplicationContext application) {
		People people = application.getBean(People.class);
		people.save(new Person(database, "of " + database, 100));

		assertThat(people.findById(database)).map(Person::id).isEqualTo(Optional.of(database));
		assertThat(people.findByHome("of " + database)).extracting(Person::id).containsExactly(database);
	}

	private static void assertListenersHear(String database, AssertableApplicationContext application) {
		StringRedisTemplate template = application.getBean(StringRedisTemplate.class);
		// what became of a message that was on its way nobody knows: it is published
		// again
		RedisScene.await()
			.ignoreExceptionsInstanceOf(DataAccessException.class)
			.until(() -> template.convertAndSend("news", database) > 0);

		Queue<String> heard = application.getBean(Annotated.class).heard;
		RedisScene.await().until(() -> heard.contains(database));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@EnableRedisHttpSession
	@EnableRedisRepositories(considerNestedRepositories = true)
	static class Application {

		@Bean
		Prices prices() {
			return new Prices();
		}

		@Bean
		Annotated annotated() {
			return new Annotated();
		}

	}

	static class Annotated {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@RedisListener("news")
		public void hear(String message) {
			heard.add(message);
		}

	}

}
