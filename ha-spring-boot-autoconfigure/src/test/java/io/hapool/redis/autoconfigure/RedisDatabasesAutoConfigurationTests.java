package io.hapool.redis.autoconfigure;

import java.util.List;
import java.util.Map;

import io.hapool.actuate.CredentialsSanitizingFunction;
import io.hapool.actuate.HaEndpoint;
import io.hapool.actuate.RedisDescriptor;
import io.hapool.actuate.autoconfigure.ActuateAutoConfiguration;
import io.hapool.actuate.autoconfigure.RedisActuateAutoConfiguration;
import io.hapool.metrics.autoconfigure.MetricsAutoConfiguration;
import io.hapool.metrics.autoconfigure.RedisMetricsAutoConfiguration;
import io.hapool.pool.autoconfigure.InvalidPoolException;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.redis.RedisDatabases;
import io.hapool.redis.RedisServerProcess;
import io.hapool.redis.template.MultiDatabaseRedisTemplate;
import io.hapool.redis.template.MultiDatabaseStringRedisTemplate;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application gets that names its databases in {@code application.yml}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisDatabasesAutoConfigurationTests {

	private static RedisServerProcess east;

	private static RedisServerProcess west;

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, RedisDatabasesAutoConfiguration.class,
				DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
				ActuateAutoConfiguration.class, RedisActuateAutoConfiguration.class, MetricsAutoConfiguration.class,
				RedisMetricsAutoConfiguration.class, DataRedisHealthContributorAutoConfiguration.class,
				DataRedisReactiveHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class,
				org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=*");

	@BeforeAll
	static void start() {
		east = RedisServerProcess.start();
		west = RedisServerProcess.startWithPassword("geheim");
	}

	@AfterAll
	static void stop() {
		east.close();
		west.close();
	}

	/** A server that stands still for a moment is not left for that. */
	private ApplicationContextRunner two() {
		return bare.withPropertyValues("ha.redis.isolation.stuck-after=10s", "ha.redis.command-timeout=10s",
				"ha.redis.databases.east.url=redis://127.0.0.1:" + east.port(),
				"ha.redis.databases.west.host=127.0.0.1", "ha.redis.databases.west.port=" + west.port(),
				"ha.redis.databases.west.password=geheim", "ha.redis.databases.west.weight=0.5");
	}

	@Test
	void templatesGoToTheHeaviestDatabase() {
		two().run((context) -> {
			context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");
			String read = context.getBean(ReactiveStringRedisTemplate.class).opsForValue().get("key").block();

			assertThat(read).isEqualTo("value");
			assertThat(east.connect().get("key")).isEqualTo("value");
			assertThat(context).hasSingleBean(RedisConnectionFactory.class);
			assertThat(context).hasSingleBean(ReactiveRedisConnectionFactory.class);
			assertThat(context.getBean("redisEndpointPool")).hasToString("pool redis");
		});
	}

	@Test
	void templatesBeginPipelinesAndTransactionsAgain() {
		two().run((context) -> {
			assertThat(context.getBean("redisTemplate")).isInstanceOf(MultiDatabaseRedisTemplate.class);
			assertThat(context.getBean("stringRedisTemplate")).isInstanceOf(MultiDatabaseStringRedisTemplate.class);
		});
	}

	@Test
	void templatesFollowASwitch() {
		two().run((context) -> {
			context.getBean(RedisDatabases.class).switchTo("west", "test");
			context.getBean(StringRedisTemplate.class).opsForValue().set("followed", "yes");

			assertThat(east.connect().get("followed")).isNull();
			assertThat(context.getBean(StringRedisTemplate.class).opsForValue().get("followed")).isEqualTo("yes");
		});
	}

	@Test
	void jedisHasNoReactiveConnections() {
		two()
			.withPropertyValues("ha.redis.databases.east.client-type=jedis",
					"ha.redis.databases.west.client-type=jedis")
			.run((context) -> {
				context.getBean(StringRedisTemplate.class).opsForValue().set("jedis", "value");

				assertThat(east.connect().get("jedis")).isEqualTo("value");
				assertThat(context).doesNotHaveBean(ReactiveRedisConnectionFactory.class);
			});
	}

	@Test
	void withoutDatabasesBootsOwnConfigurationIsUntouched() {
		bare.withPropertyValues("spring.data.redis.port=" + east.port()).run((context) -> {
			assertThat(context).hasSingleBean(LettuceConnectionFactory.class);
			assertThat(context).doesNotHaveBean(RedisDatabases.class);
			assertThat(context).hasBean("redisHealthContributor");
		});
	}

	@Test
	void databasesWithoutSpringDataRedisAreRefused() {
		ApplicationContextRunner without = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MissingRedisAutoConfiguration.class,
					RedisDatabasesAutoConfiguration.class, PoolsAutoConfiguration.class))
			.withClassLoader(
					new FilteredClassLoader("org.springframework.data.redis", "org.springframework.boot.data.redis"));
		without.run((context) -> assertThat(context).hasNotFailed());
		without.withPropertyValues("ha.redis.databases.east.port=6379")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidPoolException.class,
						(failure) -> assertThat(failure.remedy()).contains("spring-boot-starter-data-redis"))
				.hasMessage("ha.redis: Spring Data Redis is not on the class path"));
	}

	@Test
	void oneLostDatabaseIsADetailOfTheHealthContributorThatReplacesBoots() {
		try (RedisServerProcess lost = RedisServerProcess.start()) {
			two()
				.withPropertyValues("ha.redis.databases.lost.url=" + lost.uri(), "ha.redis.databases.lost.weight=9",
						"ha.redis.health-check.interval=100ms", "ha.redis.health-check.delay=10ms")
				.run((context) -> {
					lost.kill();

					await().until(() -> !context.getBean(RedisDatabases.class).find("lost").orElseThrow().isHealthy());
					context.getBean(StringRedisTemplate.class).opsForValue().get("key");
					HealthContributors contributors = context.getBean(HealthContributorRegistry.class);
					HealthIndicator health = (HealthIndicator) contributors.getContributor("haRedis");
					assertThat(contributors.getContributor("redis")).isNull();
					assertThat(health.health().getStatus()).isEqualTo(Status.UP);
					assertThat(health.health().getDetails()).containsEntry("selected", "east")
						.hasEntrySatisfying("databases",
								(databases) -> assertThat(databases.toString()).contains("lost={state=ISOLATED"));
				});
		}
	}

	@Test
	void operatorsSeeAndSwitchDatabases() {
		two().run((context) -> {
			HaEndpoint endpoint = context.getBean(HaEndpoint.class);

			WebEndpointResponse<Object> switched = operate(endpoint, "west", "switch", null);
			WebEndpointResponse<Object> forced = operate(endpoint, "west", "force", "1h");
			WebEndpointResponse<Object> wrong = operate(endpoint, "west", "force", "soon");
			WebEndpointResponse<Object> unknown = operate(endpoint, "north", "switch", null);

			assertThat(switched.getStatus()).isEqualTo(200);
			assertThat(forced.getStatus()).isEqualTo(200);
			assertThat(wrong.getStatus()).isEqualTo(400);
			assertThat(unknown.getStatus()).isEqualTo(404);
			RedisDescriptor seen = (RedisDescriptor) endpoint.part("redis");
			assertThat(seen).isNotNull();
			assertThat(seen.selected()).isEqualTo("west");
			assertThat(seen.switches()).containsEntry("BY_HAND", 1L);
			assertThat(endpoint.ha().redis()).isNotNull();
		});
	}

	private static WebEndpointResponse<Object> operate(HaEndpoint endpoint, String database, String action,
			String duration) {
		return endpoint.operate(new String[] { "redis", database }, action, "test", "ann", null, duration,
				SecurityContext.NONE);
	}

	@Test
	void metersTellOfSwitchesAndOfTheSelectedDatabase() {
		two().run((context) -> {
			context.getBean(RedisDatabases.class).switchTo("west", "test");

			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("ha.redis.switches").tag("reason", "by_hand").functionCounter().count()).isEqualTo(1);
			assertThat(meters.get("ha.redis.selected").tag("database", "west").gauge().value()).isEqualTo(1);
			assertThat(meters.get("ha.redis.selected").tag("database", "east").gauge().value()).isZero();
			assertThat(meters.find("ha.attempts").tag("pool", "redis").meters()).isNotEmpty();
		});
	}

	@Test
	void metersTellOfWhatWentOnElsewhere() {
		two().run((context) -> {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(context.getBean(RedisConnectionFactory.class));
			container.afterPropertiesSet();
			container.addMessageListener((message, pattern) -> {
			}, ChannelTopic.of("news"));
			container.start();

			context.getBean(StringRedisTemplate.class)
				.execute(new MovedTransaction(context.getBean(RedisDatabases.class)));

			MeterRegistry meters = context.getBean(MeterRegistry.class);
			for (String meter : List.of("ha.redis.work.repeated", "ha.redis.subscriptions.moved")) {
				await().until(() -> meters.get(meter).functionCounter().count(), (count) -> count == 1);
			}
			container.destroy();
		});
	}

	/** Another database is selected while it is made the first time. */
	private static final class MovedTransaction implements SessionCallback<List<Object>> {

		private final RedisDatabases databases;

		private MovedTransaction(RedisDatabases databases) {
			this.databases = databases;
		}

		@Override
		@SuppressWarnings("unchecked")
		public <K, V> List<Object> execute(RedisOperations<K, V> operations) {
			operations.multi();
			operations.hasKey((K) "key");
			if (databases.selected().filter((database) -> database.name().equals("east")).isPresent()) {
				databases.switchTo("west", "test");
			}
			return operations.exec();
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "lettuce", "jedis" })
	void wrongPasswordFailsTheStartWithAClearTextWithoutIt(String driver, CapturedOutput output) {
		bare.withPropertyValues("ha.redis.databases.west.url=redis://:falsch@127.0.0.1:" + west.port(),
				"ha.redis.databases.west.client-type=" + driver)
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.hasMessageContaining("west at 127.0.0.1:" + west.port())
					.hasMessageContaining("WRONGPASS");
				assertThat(output).doesNotContain("falsch");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "ha.redis.databases.west.weight=0", "ha.redis.databases.west.weight=-1" })
	void weightMustBeAboveZero(String property) {
		two().withPropertyValues(property)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("ha.redis.databases.west.weight"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ha.redis.databases.west.password", "HA_REDIS_DATABASES_WEST_PASSWORD",
			"ha.redis.databases.west.sentinel.password" })
	void passwordsAreMaskedWhateverTheActuatorShows(String key) {
		SanitizableData shown = new CredentialsSanitizingFunction().apply(new SanitizableData(null, key, "geheim"));

		assertThat(shown.getValue()).isEqualTo(SanitizableData.SANITIZED_VALUE);
	}

	@Test
	void noDatabaseIsAnError() {
		bare.withPropertyValues("ha.redis.command-timeout=1s")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessage("ha.redis.databases: there is no database"));
	}

	@Test
	void oneDatabaseWorksWithAWarning(CapturedOutput output) {
		bare.withPropertyValues("ha.redis.databases.east.url=redis://127.0.0.1:" + east.port()).run((context) -> {
			context.getBean(StringRedisTemplate.class).opsForValue().set("alone", "yes");

			assertThat(output).contains("ha.redis.databases has one database only, east");
		});
	}

	@Test
	void unknownHostIsNamed() {
		bare.withPropertyValues("ha.redis.databases.east.url=redis://no-such-host.invalid:6379")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("no-such-host.invalid"));
	}

	@Test
	void missingSslBundleIsNamed() {
		bare.withPropertyValues("ha.redis.databases.east.url=redis://127.0.0.1:" + east.port(),
				"ha.redis.databases.east.ssl.bundle=nowhere")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("nowhere"));
	}

	@Test
	void numbersThatCannotBeAreNamedWithTheirProperty() {
		for (Map.Entry<String, String> wrong : Map
			.of("failover.max-attempts", "0", "failback.interval", "0s", "health-check.probes", "0",
					"isolation.consecutive-failures", "-1", "health-check.quick-timeout", "0s")
			.entrySet()) {
			two().withPropertyValues("ha.redis." + wrong.getKey() + "=" + wrong.getValue())
				.run((context) -> assertThat(context.getStartupFailure()).rootCause()
					.hasMessageContaining("ha.redis." + wrong.getKey()));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "interval", "quick-timeout" })
	void whatIsOfAllDatabasesIsRefusedAtOne(String key) {
		two().withPropertyValues("ha.redis.databases.east.health-check." + key + "=1s")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidPoolException.class,
						(failure) -> assertThat(failure.remedy()).contains("ha.redis.health-check." + key))
				.hasMessageStartingWith("ha.redis.databases.east.health-check." + key));
	}

	@Test
	void zeroSwitchesARuleOff() {
		two()
			.withPropertyValues("ha.redis.isolation.consecutive-failures=0", "ha.redis.isolation.failure-rate=0",
					"ha.redis.isolation.min-failures=0", "ha.redis.isolation.stuck-after=0s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
