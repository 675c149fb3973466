package io.hapool.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.hapool.health.CheckRules;
import io.hapool.health.TcpConnect;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Checks and calls that disagree.
 */
@MeasuresTime
@Timeout(120)
class DisagreeingCheckTests {

	private static final CheckRules QUICK = CheckRules.DEFAULT.withInterval(Duration.ofMillis(100))
		.withSuspectInterval(Duration.ofMillis(50));

	private static final Duration BASE = Duration.ofSeconds(1);

	/**
	 * Fault 19: the port of an endpoint opens, and what it answers is 503. No call fails,
	 * and however often its check passes it is out for the base time.
	 */
	@Test
	void fault19EndpointWhoseCheckPassesIsNotLetBackBeforeTheBaseTime() {
		try (FaultScene scene = FaultScene
			.start((definition) -> definition.isolationRules(FaultScene.isolation(BASE, BASE.multipliedBy(2)))
				.healthCheck(TcpConnect.INSTANCE, QUICK)); OpenLoopLoad load = OpenLoopLoad.start(200, scene::call)) {
			scene.awaitAllUp();
			BackendProcess broken = scene.backend(0);
			long mark = System.nanoTime();

			broken.mode(BackendMode.STATUS503);
			scene.log().awaitChange(scene.id(broken), HealthState.ISOLATED, mark);
			// while this process stands still no check counts as passed
			await("isolated three times, while its check passes").atMost(Duration.ofSeconds(60))
				.until(() -> isolations(scene, broken).size() >= 3 && scene.endpoint(broken).checks().up() > 20);
			broken.mode(BackendMode.OK);
			scene.awaitUp(broken);
			LoadResult result = load.stop();

			assertThat(result.failed()).isEmpty();
			assertThat(isolations(scene, broken)).allSatisfy((length) -> assertThat(length)
				.isGreaterThanOrEqualTo(BASE.multipliedBy(3).dividedBy(4).minusMillis(5)));
			assertThat(scene.endpoint(broken).checks().down()).isZero();
			scene.verify(result);
		}
	}

	/**
	 * Fault 20: calls pass, but where the checks go nobody answers any more. The last
	 * endpoint is used, and no call fails.
	 */
	@Test
	void fault20LastEndpointIsUsedThoughItsCheckIsRefused() throws IOException {
		ServerSocket checked = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		try (checked;
				FaultScene scene = FaultScene.start((definition) -> definition
					.healthCheck(new TcpConnect(checked.getLocalPort()), QUICK.withVerdicts(1, 2)));
				OpenLoopLoad load = OpenLoopLoad.start(200, scene::call)) {
			scene.awaitAllUp();

			checked.close();
			await("all others are isolated").until(() -> scene.pool().isolated().size() == 2);
			EndpointSnapshot<?> last = scene.pool().available().get(0);
			long downs = last.checks().down();
			await("its check goes on failing")
				.until(() -> scene.pool().endpoint(last.endpoint().id()).orElseThrow().checks().down() > downs + 10);
			LoadResult result = load.stop();

			assertThat(scene.pool().available()).extracting((endpoint) -> endpoint.endpoint().id())
				.containsExactly(last.endpoint().id());
			assertThat(result.failed()).isEmpty();
			scene.verify(result);
		}
	}

	/** How long each isolation lasted until a trial. */
	private static List<Duration> isolations(FaultScene scene, BackendProcess backend) {
		List<EndpointChanged> changes = scene.log()
			.entries()
			.stream()
			.map(EndpointLog.Entry::change)
			.filter((change) -> change.endpoint().equals(scene.id(backend)))
			.toList();
		return IntStream.range(1, changes.size())
			.filter((index) -> changes.get(index).from().health() == HealthState.ISOLATED)
			.mapToObj((index) -> Duration.between(changes.get(index - 1).at(), changes.get(index).at()))
			.toList();
	}

}
