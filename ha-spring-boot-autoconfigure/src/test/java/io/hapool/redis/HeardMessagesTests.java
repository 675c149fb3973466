package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.hapool.actuate.HaEventsEndpoint;
import io.hapool.actuate.HaEventsEndpoint.EventDescriptor;
import io.hapool.actuate.autoconfigure.ActuateAutoConfiguration;
import io.hapool.event.HaEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.annotation.RedisListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever listens in an application hears each message once, at the first database, at
 * the next one when that was killed, and at the first one again; and the application is
 * told of it.
 */
@ParameterizedClass
@EnumSource
class HeardMessagesTests {

	private static RedisServers servers;

	private final RedisDriver driver;

	HeardMessagesTests(RedisDriver driver) {
		this.driver = driver;
		servers.reset();
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
	void eachMessageIsHeardOnceAtEachDatabaseAndTheApplicationIsToldOfTheMoves() {
		RedisApplication.over(driver, servers)
			.withConfiguration(AutoConfigurations.of(ActuateAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=haevents")
			.withUserConfiguration(Application.class)
			.run((application) -> {
				Map<Way, Queue<String>> heard = listen(application);
				assertEachIsHeardOnce(application, "east", heard, 500);

				servers.kill("east");
				assertEachIsHeardOnce(application, "west", heard, 200);
				assertIsTold(application, "east", "west", heard.size());

				servers.restart("east");
				assertEachIsHeardOnce(application, "east", heard, 200);
				assertIsTold(application, "west", "east", heard.size());
			});
	}

	/** How an application listens. */
	private enum Way {

		/** On one thread. */
		CONTAINER,

		/** On a thread for each message: in no order. */
		ANNOTATION,

		REACTIVE

	}

	private Map<Way, Queue<String>> listen(AssertableApplicationContext application) {
		Map<Way, Queue<String>> heard = new EnumMap<>(Way.class);
		Listeners listeners = application.getBean(Listeners.class);
		heard.put(Way.CONTAINER, listeners.contained);
		heard.put(Way.ANNOTATION, listeners.annotated);
		if (driver == RedisDriver.LETTUCE) {
			Queue<String> reactive = new ConcurrentLinkedQueue<>();
			application.getBean(ReactiveStringRedisTemplate.class)
				.listenToChannel("news")
				.doOnNext((message) -> reactive.add(message.getMessage()))
				.onErrorResume((failure) -> Mono.empty()) // the end of the application
				.subscribe();
			heard.put(Way.REACTIVE, reactive);
		}
		return heard;
	}

	private static void assertEachIsHeardOnce(AssertableApplicationContext application, String database,
			Map<Way, Queue<String>> heard, int count) {
		RedisScene.await()
			.until(() -> RedisApplication.selected(application).equals(database)
					&& servers.get(database).listeners("news") == heard.size());
		StringRedisTemplate template = application.getBean(StringRedisTemplate.class);
		List<String> messages = IntStream.range(0, count).mapToObj((i) -> "at " + database + ": " + i).toList();
		heard.values().forEach(Queue::clear);

		messages.forEach((message) -> template.convertAndSend("news", message));

		heard.forEach((way, all) -> {
			RedisScene.await(way + " hears all of " + database).until(() -> all.size() >= count);
			if (way == Way.ANNOTATION) {
				assertThat(all).as("%s", way).containsExactlyInAnyOrderElementsOf(messages);
			}
			else {
				assertThat(all).as("%s", way).containsExactlyElementsOf(messages);
			}
		});
	}

	private static void assertIsTold(AssertableApplicationContext application, String from, String to, int listeners) {
		Queue<HaEvent> told = application.getBean(Listeners.class).told;
		RedisScene.await()
			.until(() -> told.stream().anyMatch(DatabaseSwitched.class::isInstance) && told.stream()
				.filter((event) -> event instanceof SubscriptionMoved moved && moved.to().equals(to))
				.count() == listeners);
		assertThat(told).filteredOn(DatabaseSwitched.class::isInstance)
			.extracting(HaEvent::description)
			.singleElement()
			.asString()
			.contains(from + " -> " + to);
		told.clear();
		assertThat(application.getBean(HaEventsEndpoint.class).events(null).events())
			.filteredOn((event) -> to.equals(event.endpoint()))
			.extracting(EventDescriptor::type)
			.contains("DatabaseSwitched", "SubscriptionMoved");
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Listeners heard() {
			return new Listeners();
		}

		@Bean
		RedisMessageListenerContainer contained(RedisConnectionFactory factory, Listeners listeners) {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(factory);
			container.setTaskExecutor(new SyncTaskExecutor());
			container.setSubscriptionExecutor(new SimpleAsyncTaskExecutor());
			container.addMessageListener((message, pattern) -> listeners.contained
				.add(new String(message.getBody(), StandardCharsets.UTF_8)), ChannelTopic.of("news"));
			return container;
		}

	}

	static class Listeners {

		final Queue<String> contained = new ConcurrentLinkedQueue<>();

		final Queue<String> annotated = new ConcurrentLinkedQueue<>();

		final Queue<HaEvent> told = new ConcurrentLinkedQueue<>();

		@RedisListener("news")
		public void hear(String message) {
			annotated.add(message);
		}

		@EventListener
		public void switched(DatabaseSwitched event) {
			told.add(event);
		}

		@EventListener
		public void moved(SubscriptionMoved event) {
			told.add(event);
		}

	}

}
