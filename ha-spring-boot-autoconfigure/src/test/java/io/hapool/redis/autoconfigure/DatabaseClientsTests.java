package io.hapool.redis.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import io.hapool.pool.autoconfigure.InvalidPoolException;
import io.hapool.redis.AuthenticationErrors;
import io.hapool.redis.DatabaseClient;
import io.hapool.redis.RedisServerProcess;
import io.hapool.redis.jedis.JedisDatabaseClient;
import io.hapool.redis.lettuce.LettuceDatabaseClient;
import io.hapool.time.ManualTime;
import io.hapool.time.Time;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.cluster.ClusterClientOptions;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.JedisClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DatabaseClientsTests {

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final Time time = new ManualTime();

	private final DatabaseClients clients = new DatabaseClients(beans, new MockEnvironment(),
			ClientDefaults.of(Duration.ofMillis(700), AuthenticationErrors.ARE_MISTAKES), time);

	@Test
	void standaloneServer() {
		RedisStandaloneConfiguration expected = new RedisStandaloneConfiguration("east", 6380);
		expected.setDatabase(3);
		expected.setUsername("user");
		expected.setPassword(RedisPassword.of("hunter2"));

		assertThat(target(
				Map.of("host", "east", "port", "6380", "database", "3", "username", "user", "password", "hunter2")))
			.isEqualTo(expected);
		assertThat(target(Map.of("url", "redis://user:hunter2@east:6380/3", "host", "ignored"))).isEqualTo(expected);
	}

	@Test
	void sentinels() {
		RedisSentinelConfiguration expected = new RedisSentinelConfiguration().master("mymaster")
			.sentinel("a", 1)
			.sentinel("b", 2);
		expected.setDatabase(3);
		expected.setPassword(RedisPassword.of("hunter2"));
		expected.setSentinelUsername("watcher");
		expected.setSentinelPassword(RedisPassword.of("hunter3"));

		assertThat(target(Map.of("sentinel.master", "mymaster", "sentinel.nodes", "a:1,b:2", "sentinel.username",
				"watcher", "sentinel.password", "hunter3", "password", "hunter2", "database", "3")))
			.isEqualTo(expected);
	}

	@Test
	void cluster() {
		RedisClusterConfiguration expected = new RedisClusterConfiguration();
		expected.addClusterNode(new RedisNode("a", 1));
		expected.addClusterNode(new RedisNode("b", 2));
		expected.setMaxRedirects(7);
		Map<String, String> properties = Map.of("cluster.nodes", "a:1,b:2", "cluster.max-redirects", "7",
				"lettuce.cluster.refresh.period", "30s", "lettuce.cluster.refresh.dynamic-refresh-sources", "false");

		assertThat(target(properties)).isEqualTo(expected);
		ClusterClientOptions options = (ClusterClientOptions) options(properties);
		assertThat(options.getTopologyRefreshOptions().getRefreshPeriod()).isEqualTo(Duration.ofSeconds(30));
		assertThat(options.getTopologyRefreshOptions().useDynamicRefreshSources()).isFalse();
		assertThat(options.getDisconnectedBehavior()).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS);
	}

	@Test
	void masterAndReplicas() {
		RedisStaticMasterReplicaConfiguration target = (RedisStaticMasterReplicaConfiguration) target(
				Map.of("masterreplica.nodes", "a:1,b:2", "password", "hunter2"));

		assertThat(target.getNodes()).extracting((node) -> node.getHostName() + ":" + node.getPort())
			.containsExactly("a:1", "b:2");
		assertThatInvalid(Map.of("masterreplica.nodes", "a:1", "client-type", "jedis"), "masterreplica", "lettuce");
	}

	@Test
	void lettuceIsConfiguredAsSpringBootDoes() {
		LettuceClientConfiguration configuration = lettuce(Map.of("timeout", "3s", "connect-timeout", "2s",
				"client-name", "me", "lettuce.read-from", "replica-preferred", "lettuce.shutdown-timeout", "4s",
				"lettuce.pool.max-active", "5", "lettuce.pool.max-idle", "4", "lettuce.pool.min-idle", "1",
				"lettuce.pool.max-wait", "6s", "lettuce.pool.time-between-eviction-runs", "7s"));

		assertThat(configuration.getCommandTimeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(configuration.getShutdownTimeout()).isEqualTo(Duration.ofSeconds(4));
		assertThat(configuration.getClientName()).contains("me");
		assertThat(configuration.getReadFrom()).contains(ReadFrom.REPLICA_PREFERRED);
		assertThat(configuration.getClientOptions().orElseThrow().getSocketOptions().getConnectTimeout())
			.isEqualTo(Duration.ofSeconds(2));
		assertThat(((LettucePoolingClientConfiguration) configuration).getPoolConfig()).satisfies((pool) -> {
			assertThat(pool.getMaxTotal()).isEqualTo(5);
			assertThat(pool.getMaxIdle()).isEqualTo(4);
			assertThat(pool.getMinIdle()).isEqualTo(1);
			assertThat(pool.getMaxWaitDuration()).isEqualTo(Duration.ofSeconds(6));
			assertThat(pool.getDurationBetweenEvictionRuns()).isEqualTo(Duration.ofSeconds(7));
		});
		assertThat(lettuce(Map.of("lettuce.pool.enabled", "false")))
			.isNotInstanceOf(LettucePoolingClientConfiguration.class);
	}

	@Test
	void jedisIsConfiguredAsSpringBootDoes() {
		JedisClientConfiguration configuration = jedis(Map.of("timeout", "3s", "connect-timeout", "2s", "client-name",
				"me", "jedis.pool.max-active", "5", "jedis.pool.max-wait", "6s"));

		assertThat(configuration.getReadTimeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(configuration.getConnectTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(configuration.getClientName()).contains("me");
		assertThat(configuration.isUsePooling()).isTrue();
		assertThat(configuration.getPoolConfig().orElseThrow().getMaxTotal()).isEqualTo(5);
		assertThat(configuration.getPoolConfig().orElseThrow().getMaxWaitDuration()).isEqualTo(Duration.ofSeconds(6));
	}

	@Test
	void timeoutsHaveDefaults() {
		assertThat(lettuce(Map.of()).getCommandTimeout()).isEqualTo(Duration.ofMillis(700));
		assertThat(options(Map.of()).getSocketOptions().getConnectTimeout()).isEqualTo(Duration.ofMillis(700));
		assertThat(jedis(Map.of()).getReadTimeout()).isEqualTo(Duration.ofMillis(700));
		assertThat(ClientDefaults.of(Duration.ofSeconds(9), AuthenticationErrors.ARE_MISTAKES).connectTimeout())
			.isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void sslByUrlAndBundle() {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("mine", SslBundle.systemDefault());
		beans.registerSingleton("bundles", bundles);

		assertThat(beans.getBean(SslBundles.class)).isSameAs(bundles);
		assertThat(lettuce(Map.of("url", "rediss://east")).isUseSsl()).isTrue();
		assertThat(jedis(Map.of("url", "rediss://east")).isUseSsl()).isTrue();
		assertThat(lettuce(Map.of("ssl.bundle", "mine")).isUseSsl()).isTrue();
		assertThat(jedis(Map.of("ssl.bundle", "mine")).getSslSocketFactory()).isPresent();
		assertThat(lettuce(Map.of("ssl.enabled", "true")).isUseSsl()).isTrue();
		assertThat(lettuce(Map.of()).isUseSsl()).isFalse();
		assertThatInvalid(Map.of("ssl.bundle", "other"), "ssl.bundle", "mine");
	}

	@Test
	void customizersHaveTheLastWord() {
		beans.registerSingleton("a",
				(LettuceClientConfigurationBuilderCustomizer) (builder) -> builder.clientName("customized"));
		beans.registerSingleton("b", (LettuceClientOptionsBuilderCustomizer) (builder) -> builder
			.disconnectedBehavior(DisconnectedBehavior.ACCEPT_COMMANDS));
		beans.registerSingleton("c",
				(JedisClientConfigurationBuilderCustomizer) (builder) -> builder.clientName("customized"));

		assertThat(lettuce(Map.of("client-name", "me")).getClientName()).contains("customized");
		assertThat(options(Map.of()).getDisconnectedBehavior()).isEqualTo(DisconnectedBehavior.ACCEPT_COMMANDS);
		assertThat(jedis(Map.of("client-name", "me")).getClientName()).contains("customized");
	}

	@Test
	void connectionDetailsNamedLikeTheDatabaseOverrideItsAddress() {
		beans.registerSingleton("east", new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of("elsewhere", 1);
			}

		});

		assertThat(target(Map.of("host", "east"))).isEqualTo(new RedisStandaloneConfiguration("elsewhere", 1));
	}

	@Test
	void clientTypeDecidesAndLettuceIsTheDefault() {
		try (RedisServerProcess server = RedisServerProcess.startWithPassword("hunter2");
				DatabaseClient lettuce = connect(
						Map.of("url", server.uri(), "timeout", "10s", "connect-timeout", "10s"));
				DatabaseClient jedis = connect(Map.of("url", server.uri(), "timeout", "10s", "connect-timeout", "10s",
						"client-type", "jedis"))) {
			assertThat(lettuce).isInstanceOf(LettuceDatabaseClient.class);
			assertThat(jedis).isInstanceOf(JedisDatabaseClient.class);
			assertThat(lettuce.connections().getConnection().ping()).isEqualTo("PONG");
			assertThat(jedis.connections().getConnection().ping()).isEqualTo("PONG");
			assertThat(lettuce.description() + jedis.description() + lettuce + jedis).doesNotContain("hunter2");
		}
	}

	@Test
	void mistakesSayWhatToWrite() {
		assertThatInvalid(Map.of("url", "http://user:hunter2@east"), "url", "redis");
		assertThatInvalid(Map.of("url", "redis://user:hun ter2@east"), "url", "percent-encoded");
		assertThatInvalid(Map.of("url", "redis://user:hunter2@east/x"), "url", "database");
		assertThatInvalid(Map.of("url", "redis://user:12/hunter2@east"), "url", "percent-encoded");
		assertThatInvalid(Map.of("ssl.bundle", "mine"), "ssl.bundle", "spring.ssl.bundle");
		assertThatInvalid(Map.of("sentinel.nodes", "a:1"), "sentinel.master", "name");
		assertThatInvalid(Map.of("cluster.nodes", "nowhere"), "cluster.nodes", "host:port");
		assertThatInvalid(Map.of("lettuce.read-from", "nobody"), "lettuce.read-from", "master");
	}

	private void assertThatInvalid(Map<String, String> properties, String property, String remedy) {
		Consumer<InvalidPoolException> saysIt = (failure) -> {
			assertThat(failure.property()).isEqualTo("ha.redis.databases.east." + property);
			assertThat(failure.getMessage() + failure.remedy()).contains(remedy)
				.contains("expected")
				.doesNotContain("hunter2")
				.doesNotContain("ter2");
			assertThat(failure.getCause()).isNull();
		};
		assertThatExceptionOfType(InvalidPoolException.class).isThrownBy(() -> connect(properties).close())
			.satisfies(saysIt);
	}

	private DatabaseClient connect(Map<String, String> properties) {
		return clients.connect("east", bind(properties));
	}

	private RedisConfiguration target(Map<String, String> properties) {
		return clients.settings("east", bind(properties)).target();
	}

	private LettuceClientConfiguration lettuce(Map<String, String> properties) {
		return new LettuceClients(beans, time).configuration(clients.settings("east", bind(properties)));
	}

	private ClientOptions options(Map<String, String> properties) {
		return lettuce(properties).getClientOptions().orElseThrow();
	}

	private JedisClientConfiguration jedis(Map<String, String> properties) {
		return new JedisClients(beans, time).configuration(clients.settings("east", bind(properties)));
	}

	private static RedisDatabaseProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("",
				Bindable.of(RedisDatabaseProperties.class));
	}

}
