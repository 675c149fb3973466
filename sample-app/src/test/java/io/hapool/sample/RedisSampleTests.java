package io.hapool.sample;

import java.time.Duration;
import java.util.Objects;

import io.hapool.fault.MeasuresTime;
import io.hapool.redis.RedisDatabases;
import io.hapool.sample.redis.RedisAction;
import io.hapool.sample.redis.RedisServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The Redis part of the page as a person uses it, with its real servers.
 */
@MeasuresTime
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.traffic.rate=0", "ha.redis.failback.grace=1s",
				// the one that is left may stand still for a moment
				"ha.redis.isolation.stuck-after=1s", "ha.redis.command-timeout=5s" })
class RedisSampleTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	@Autowired
	private RedisServers servers;

	@Autowired
	private RedisDatabases databases;

	private RestTestClient http;

	@Autowired
	void connect(@LocalServerPort int port) {
		this.http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@AfterEach
	void bringBack() {
		servers.all().forEach((server) -> server.apply(RedisAction.BRING_BACK));
		await().atMost(PATIENCE).until(() -> databases.selected().orElseThrow().name().equals("east"));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BRING_BACK")
	void noVisitFailsWhileOneDatabaseDoes(RedisAction fault) {
		await().atMost(PATIENCE).until(() -> state().traffic().remembered() > 10);
		RedisTraffic.Summary before = state().traffic();

		throwSwitch("east", fault);
		await().atMost(PATIENCE).until(() -> state().databases().get(1).selected());
		await().atMost(PATIENCE).until(() -> state().traffic().remembered() > before.remembered() + 50);

		assertThat(state().traffic().failures()).as(state().traffic().lastFailure()).isEqualTo(before.failures());
		assertThat(state().greeting()).startsWith("Made at ");

		throwSwitch("east", RedisAction.BRING_BACK);
		await().atMost(PATIENCE).until(() -> state().databases().get(0).selected());
		assertThat(state().traffic().failures()).as(state().traffic().lastFailure()).isEqualTo(before.failures());
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BRING_BACK")
	void theSubscriberGoesOnReceivingWhileOneDatabaseFails(RedisAction fault) {
		awaitMessagePublishedFromNowOn();

		throwSwitch("east", fault);
		await().atMost(PATIENCE).until(() -> state().databases().get(1).selected());
		awaitMessagePublishedFromNowOn();

		throwSwitch("east", RedisAction.BRING_BACK);
		await().atMost(PATIENCE).until(() -> state().databases().get(0).selected());
		awaitMessagePublishedFromNowOn();
	}

	@Test
	void anOperatorSwitchesAsThePageDoes() {
		http.post()
			.uri("/actuator/ha/redis/west")
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"action\": \"force\", \"duration\": \"1h\", \"by\": \"you\"}")
			.exchange()
			.expectStatus()
			.isOk();

		assertThat(state().databases().get(1).selected()).isTrue();
		databases.switchTo("east", "end of the test");
	}

	private void throwSwitch(String server, RedisAction action) {
		String path = switch (action) {
			case KILL -> "kill";
			case FREEZE -> "freeze";
			case BRING_BACK -> "bring-back";
		};
		http.post().uri("/redis/{server}/{action}", server, path).exchange().expectStatus().isOk();
	}

	private void awaitMessagePublishedFromNowOn() {
		News.Summary before = news();

		await().atMost(PATIENCE).untilAsserted(() -> {
			News.Summary now = news();
			assertThat(now.lastReceived()).isGreaterThan(before.published());
			assertThat(now.received()).isGreaterThan(before.received());
			assertThat(now.longestGapMillis()).isPositive();
		});
	}

	private News.Summary news() {
		return get("/state", SampleState.class).news();
	}

	private RedisController.State state() {
		return get("/redis", RedisController.State.class);
	}

	private <T> T get(String path, Class<T> type) {
		return Objects
			.requireNonNull(http.get().uri(path).exchange().expectStatus().isOk().returnResult(type).getResponseBody());
	}

}
