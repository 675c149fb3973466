package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.hapool.Background;
import io.hapool.fault.MeasuresTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.annotation.RedisListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * For how long those who listen hear nothing of what an application publishes every
 * millisecond, when the selected database is lost.
 */
@MeasuresTime
@Tag("fault")
@ParameterizedClass
@EnumSource
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SubscriptionGapTests {

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionGapTests.class);

	/** The goal. */
	private static final Duration KILLED = Duration.ofMillis(200);

	/** That it hangs must be found out first, within a ceiling of its own. */
	private static final Duration FROZEN = Duration.ofSeconds(1);

	private static final int ROUNDS = 3;

	private static RedisServers servers;

	private final RedisDriver driver;

	SubscriptionGapTests(RedisDriver driver) {
		this.driver = driver;
	}

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void stopServers() {
		servers.close();
	}

	@BeforeEach
	void reset() {
		servers.reset();
	}

	@Test
	void nothingIsMissedForLongAfterAKill() {
		assertThat(medianGaps(() -> servers.kill("east"), () -> servers.restart("east"))).hasSize(ways())
			.allSatisfy((way, gap) -> assertThat(gap).isLessThan(KILLED));
	}

	@Test
	void nothingIsMissedForLongWhenTheDatabaseHangs() {
		assertThat(medianGaps(() -> servers.freeze("east"), () -> servers.thaw("east"))).hasSize(ways())
			.allSatisfy((way, gap) -> assertThat(gap).isLessThan(FROZEN));
	}

	private int ways() {
		return (driver == RedisDriver.LETTUCE) ? Way.values().length : Way.values().length - 1;
	}

	/** How an application listens. */
	private enum Way {

		CONTAINER, ANNOTATION, REACTIVE

	}

	private Map<Way, Duration> medianGaps(Runnable loss, Runnable end) {
		Map<Way, List<Duration>> gaps = new EnumMap<>(Way.class);
		measured().run((application) -> {
			Map<Way, Ear> ears = listen(application);
			for (int round = 0; round < ROUNDS; round++) {
				awaitListening(application, ears.size());
				lose(application, loss, ears);
				ears.forEach((way, ear) -> gaps.computeIfAbsent(way, (any) -> new ArrayList<>()).add(ear.longest()));
				end.run();
			}
		});
		logger.info("{}: nothing was heard for {}", driver, gaps);
		Map<Way, Duration> medians = new EnumMap<>(Way.class);
		gaps.forEach((way, all) -> medians.put(way, all.stream().sorted().toList().get(ROUNDS / 2)));
		return medians;
	}

	/** That it hangs is found out as it is where nothing is configured. */
	private ApplicationContextRunner measured() {
		return RedisApplication.over(driver, servers)
			.withPropertyValues("ha.redis.health-check.quick-timeout=125ms")
			.withUserConfiguration(Application.class);
	}

	private Map<Way, Ear> listen(AssertableApplicationContext application) {
		Map<Way, Ear> ears = new EnumMap<>(Way.class);
		ears.put(Way.ANNOTATION, application.getBean(Annotated.class).ear);
		Ear contained = new Ear();
		application.getBean("contained", RedisMessageListenerContainer.class)
			.addMessageListener(
					(message, pattern) -> contained.hear(new String(message.getBody(), StandardCharsets.UTF_8)),
					ChannelTopic.of("news"));
		ears.put(Way.CONTAINER, contained);
		if (driver == RedisDriver.LETTUCE) {
			Ear reactive = new Ear();
			application.getBean(ReactiveStringRedisTemplate.class)
				.listenToChannel("news")
				.doOnNext((message) -> reactive.hear(message.getMessage()))
				.onErrorResume((failure) -> Mono.empty()) // the end of the application
				.subscribe();
			ears.put(Way.REACTIVE, reactive);
		}
		return ears;
	}

	private static void awaitListening(AssertableApplicationContext application, int listeners) {
		RedisScene.await()
			.until(() -> RedisApplication.selected(application).equals("east")
					&& servers.get("east").listeners("news") == listeners);
	}

	private static void lose(AssertableApplicationContext application, Runnable loss, Map<Way, Ear> ears) {
		StringRedisTemplate template = application.getBean(StringRedisTemplate.class);
		AtomicInteger published = new AtomicInteger();
		AtomicBoolean stopped = new AtomicBoolean();
		CompletableFuture<Void> publisher = Background.run(() -> {
			while (!stopped.get()) {
				publish(template, published.incrementAndGet());
				LockSupport.parkNanos(1_000_000);
			}
		});
		RedisScene.await().until(() -> published.get() > 100);
		ears.values().forEach(Ear::begin);
		loss.run();
		// a message that everybody hears ends the gap
		RedisScene.await().until(() -> servers.get("west").listeners("news") == ears.size());
		int then = published.get();
		RedisScene.await().until(() -> published.get() > then + 100);
		ears.forEach((way, ear) -> RedisScene.await(way + " hears again").until(() -> ear.latest() > then));
		stopped.set(true);
		publisher.join();
	}

	private static void publish(StringRedisTemplate template, int number) {
		try {
			template.convertAndSend("news", Integer.toString(number));
		}
		catch (DataAccessException ex) {
			// on its way when the database was lost: nobody knows what became of it
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Annotated annotated() {
			return new Annotated();
		}

		@Bean
		RedisMessageListenerContainer contained(RedisConnectionFactory factory) {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(factory);
			return container;
		}

	}

	static class Annotated {

		private final Ear ear = new Ear();

		@RedisListener("news")
		public void hear(String message) {
			ear.hear(message);
		}

	}

	/** What it heard last, and the longest time between two messages since it began. */
	static final class Ear {

		private final AtomicLong last = new AtomicLong(System.nanoTime());

		private final AtomicLong longest = new AtomicLong();

		private final AtomicInteger latest = new AtomicInteger();

		void begin() {
			longest.set(0);
			latest.set(0);
		}

		void hear(String number) {
			long now = System.nanoTime();
			longest.accumulateAndGet(now - last.getAndSet(now), Math::max);
			latest.accumulateAndGet(Integer.parseInt(number), Math::max);
		}

		int latest() {
			return latest.get();
		}

		Duration longest() {
			return Duration.ofNanos(longest.get());
		}

	}

}
