package io.hapool.redis;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisIndexedHttpSession;
import org.springframework.session.events.SessionDeletedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

/**
 * Sessions that are found by whose they are, and whose end is told by keyspace
 * notifications.
 */
@ParameterizedClass
@EnumSource
class IndexedSessionTests {

	private static RedisServers servers;

	private final RedisDriver driver;

	IndexedSessionTests(RedisDriver driver) {
		this.driver = driver;
		servers.reset();
		configure("east", "gxE"); // as an earlier start of the application left it
		configure("west", "");
	}

	private static void configure(String server, String notifications) {
		try (Jedis jedis = servers.get(server).connect()) {
			jedis.configSet("notify-keyspace-events", notifications);
		}
	}

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void stopServers() {
		servers.close();
	}

	@Test
	void sessionsAreFoundByPrincipalAndTheirEndIsToldWhereverTheyAre() {
		RedisApplication.over(driver, servers).withUserConfiguration(Application.class).run((application) -> {
			assertIsFoundAndItsEndTold(application);

			servers.kill("east");
			assertIsFoundAndItsEndTold(application);
			RedisScene.await().until(() -> RedisApplication.selected(application), "west"::equals);

			servers.restart("east");
			RedisScene.await().until(() -> RedisApplication.selected(application), "east"::equals);
			assertIsFoundAndItsEndTold(application);
		});
	}

	private static void assertIsFoundAndItsEndTold(AssertableApplicationContext application) {
		@SuppressWarnings("unchecked")
		FindByIndexNameSessionRepository<Session> sessions = application
			.getBean(FindByIndexNameSessionRepository.class);
		String found = save(sessions);
		assertThat(sessions.findByPrincipalName("ann")).containsOnlyKeys(found);
		sessions.deleteById(found);
		assertThat(sessions.findByPrincipalName("ann")).isEmpty();

		Queue<String> deleted = application.getBean(Listener.class).deleted;
		deleted.clear();
		// what ends while the listener moves nobody is told of
		RedisScene.await().until(() -> {
			sessions.deleteById(save(sessions));
			return !deleted.isEmpty();
		});
	}

	private static String save(FindByIndexNameSessionRepository<Session> sessions) {
		Session session = sessions.createSession();
		session.setAttribute(PRINCIPAL_NAME_INDEX_NAME, "ann");
		sessions.save(session);
		return session.getId();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisIndexedHttpSession
	static class Application {

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	static class Listener {

		final Queue<String> deleted = new ConcurrentLinkedQueue<>();

		@EventListener
		public void deleted(SessionDeletedEvent event) {
			deleted.add(event.getSessionId());
		}

	}

}
