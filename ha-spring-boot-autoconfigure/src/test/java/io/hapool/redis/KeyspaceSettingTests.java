package io.hapool.redis;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The setting of a database that cannot be told when somebody switches notifications on.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeyspaceSettingTests {

	private static final String PARAMETER = "notify-keyspace-events";

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	void databaseThatWasAwayIsToldWhenItIsBack(RedisDriver driver) {
		try (RedisServers servers = RedisServers.start("east", "west");
				RedisScene scene = new RedisScene(driver).with("east", 1, servers.get("east"))
					.with("west", 0.5, servers.get("west"))
					.start();
				RedisConnection connection = scene.connections().getConnection()) {
			servers.kill("west");
			connection.serverCommands().setConfig(PARAMETER, "Ex");
			servers.restart("west");

			RedisScene.await().until(() -> servers.get("west").setting(PARAMETER).contains("E"));
			assertThat(servers.get("east").setting(PARAMETER)).contains("E");
			assertThat(scene.selected()).isEqualTo("east");
		}
	}

}
