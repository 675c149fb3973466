package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.data.annotation.Id;
import org.springframework.data.redis.annotation.RedisListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.redis.core.RedisKeyExpiredEvent;
import org.springframework.data.redis.core.RedisKeyValueAdapter.EnableKeyspaceEvents;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.TimeToLive;
import org.springframework.data.redis.core.index.Indexed;
import org.springframework.data.redis.repository.configuration.EnableRedisRepositories;
import org.springframework.data.redis.stream.StreamMessageListenerContainer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamMessageListenerContainerOptions;
import org.springframework.data.repository.CrudRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is built on Spring Data Redis, in an application that names two databases: each
 * part goes on working for who uses it.
 */
@ParameterizedClass
@EnumSource
class SpringDataTests {

	private static RedisServers servers;

	private final RedisDriver driver;

	SpringDataTests(RedisDriver driver) {
		servers.reset();
		this.driver = driver;
		for (String server : List.of("east", "west")) {
			try (Jedis jedis = servers.get(server).connect()) {
				jedis.configSet("notify-keyspace-events", "");
				jedis.xgroupCreate("orders", "workers", new StreamEntryID(), true);
			}
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

	/** What happens to the selected database, and what undoes it. */
	enum Loss {

		KILL {

			@Override
			void begin() {
				servers.kill("east");
			}

			@Override
			void end() {
				servers.restart("east");
				try (Jedis jedis = servers.get("east").connect()) {
					jedis.xgroupCreate("orders", "workers", new StreamEntryID(), true);
				}
			}

		},

		FREEZE {

			@Override
			void begin() {
				servers.freeze("east");
			}

			@Override
			void end() {
				servers.thaw("east");
			}

		};

		abstract void begin();

		abstract void end();

	}

	@ParameterizedTest
	@EnumSource
	void cacheGoesOn(Loss loss) {
		run(loss, (application, moment) -> {
			Prices prices = application.getBean(Prices.class);
			assertThat(prices.of(moment)).isEqualTo("price of " + moment);
			// with Lettuce it is written after the answer
			RedisScene.await().until(() -> {
				int computed = prices.computed();
				return prices.of(moment).equals("price of " + moment) && prices.computed() == computed;
			});
			if (driver == RedisDriver.LETTUCE) {
				assertThat(prices.later(moment + " later")).succeedsWithin(Duration.ofSeconds(2))
					.isEqualTo("price of " + moment + " later");
			}
		});
	}

	@ParameterizedTest
	@EnumSource
	void sessionsGoOn(Loss loss) {
		run(loss, (application, moment) -> {
			@SuppressWarnings("unchecked")
			SessionRepository<Session> sessions = application.getBean(SessionRepository.class);
			Session session = sessions.createSession();
			session.setAttribute("moment", moment);
			sessions.save(session);

			Session found = sessions.findById(session.getId());
			assertThat(found).isNotNull();
			assertThat((String) found.getAttribute("moment")).isEqualTo(moment);
			sessions.deleteById(session.getId());
			assertThat(sessions.findById(session.getId())).isNull();
		});
	}

	@ParameterizedTest
	@EnumSource
	void repositoriesAndTheirExpirationsGoOn(Loss loss) {
		run(loss, (application, moment) -> {
			People people = application.getBean(People.class);
			people.save(new Person(moment, "home", 1));
			people.save(new Person(moment + " stays", moment, 100));

			assertThat(people.findById(moment + " stays")).map(Person::id).isEqualTo(Optional.of(moment + " stays"));
			assertThat(people.findByHome(moment)).extracting(Person::id).containsExactly(moment + " stays");
			Queue<String> expired = application.getBean(Listeners.class).expired;
			RedisScene.await().until(() -> expired.contains(moment));
			assertThat(people.findById(moment)).isEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource
	void annotatedListenersGoOn(Loss loss) {
		run(loss, (application, moment) -> {
			StringRedisTemplate template = application.getBean(StringRedisTemplate.class);
			// what became of a message that was on its way nobody knows: it is published
			// again
			RedisScene.await()
				.ignoreExceptionsInstanceOf(DataAccessException.class)
				.until(() -> template.convertAndSend("news", moment) > 0);

			Queue<String> heard = application.getBean(Listeners.class).heard;
			RedisScene.await().until(() -> heard.contains(moment));
		});
	}

	@ParameterizedTest
	@EnumSource
	void streamPollersGoOn(Loss loss) {
		run(loss, (application, moment) -> {
			StringRedisTemplate template = application.getBean(StringRedisTemplate.class);
			// what became of an order that was on its way nobody knows: it is added again
			RedisScene.await()
				.ignoreExceptionsInstanceOf(DataAccessException.class)
				.until(() -> template.opsForStream().add("orders", Map.of("moment", moment)) != null);

			Queue<String> polled = application.getBean(Listeners.class).polled;
			RedisScene.await().until(() -> polled.contains(moment));
		});
	}

	@Test
	void keyspaceNotificationsAreConfiguredOnEveryDatabase() {
		application().run((application) -> {
			for (String server : List.of("east", "west")) {
				RedisScene.await().until(() -> flags(server).contains("E"));
			}
			servers.restart("west");
			assertThat(flags("west")).isEmpty();
			RedisDatabases databases = application.getBean(RedisDatabases.class);
			RedisScene.await().ignoreExceptions().until(() -> {
				databases.force("west", Duration.ofMinutes(1), "test");
				return true;
			});
			RedisScene.await().until(() -> flags("west").contains("E"));
		});
	}

	private static String flags(String server) {
		return servers.get(server).setting("notify-keyspace-events");
	}

	/** Before, while and after the first database is lost. */
	private void run(Loss loss, Use use) {
		application().run((application) -> {
			use.at(application, "before");

			loss.begin();
			use.at(application, "meanwhile");
			RedisScene.await().until(() -> RedisApplication.selected(application), "west"::equals);

			loss.end();
			RedisScene.await().until(() -> RedisApplication.selected(application), "east"::equals);
			use.at(application, "after");
		});
	}

	private ApplicationContextRunner application() {
		return RedisApplication.over(driver, servers).withUserConfiguration(Application.class);
	}

	@FunctionalInterface
	private interface Use {

		void at(AssertableApplicationContext application, String moment);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@EnableRedisHttpSession
	@EnableRedisRepositories(considerNestedRepositories = true, enableKeyspaceEvents = EnableKeyspaceEvents.ON_STARTUP)
	static class Application {

		@Bean
		Prices prices() {
			return new Prices();
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

		@Bean(initMethod = "start", destroyMethod = "stop")
		StreamMessageListenerContainer<String, MapRecord<String, String, String>> poller(RedisConnectionFactory factory,
				Listeners listeners) {
			StreamMessageListenerContainer<String, MapRecord<String, String, String>> container = StreamMessageListenerContainer
				.create(factory,
						StreamMessageListenerContainerOptions.builder().pollTimeout(Duration.ofSeconds(1)).build());
			container.receiveAutoAck(Consumer.from("workers", "this"),
					StreamOffset.create("orders", ReadOffset.lastConsumed()),
					(order) -> listeners.polled.add(order.getValue().get("moment")));
			return container;
		}

	}

	static class Prices {

		private final AtomicInteger computed = new AtomicInteger();

		public int computed() {
			return computed.get();
		}

		@Cacheable("prices")
		public String of(String product) {
			computed.incrementAndGet();
			return "price of " + product;
		}

		@Cacheable("prices")
		public CompletableFuture<String> later(String product) {
			return CompletableFuture.completedFuture("price of " + product);
		}

	}

	static class Listeners {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		final Queue<String> expired = new ConcurrentLinkedQueue<>();

		final Queue<String> polled = new ConcurrentLinkedQueue<>();

		@RedisListener("news")
		public void hear(String message) {
			heard.add(message);
		}

		@EventListener
		public void expired(RedisKeyExpiredEvent<Person> event) {
			if (event.getValue() instanceof Person person) {
				expired.add(person.id());
			}
		}

	}

	@RedisHash("people")
	record Person(@Id String id, @Indexed String home, @TimeToLive(unit = TimeUnit.SECONDS) long timeToLive) {
	}

	interface People extends CrudRepository<Person, String> {

		List<Person> findByHome(String home);

	}

}
