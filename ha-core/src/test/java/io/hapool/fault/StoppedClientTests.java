package io.hapool.fault;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 25: the process of the pool itself stands still for two seconds, longer than its
 * attempts may last. What timed out meanwhile says nothing of the endpoints: nobody is
 * isolated, and no call fails.
 */
@MeasuresTime
@Timeout(120)
class StoppedClientTests {

	private static final Logger logger = LoggerFactory.getLogger(StoppedClientTests.class);

	private static final Duration STOP = Duration.ofSeconds(2);

	@Test
	void nobodyIsIsolatedAndNoCallFailsWhenTheClientStandsStill() {
		stopTimes(1);
	}

	@Test
	@Tag("fault")
	void nobodyIsIsolatedAndNoCallFailsHoweverOftenTheClientStandsStill() {
		stopTimes(3);
	}

	private static void stopTimes(int times) {
		try (ChildJvm client = ChildJvm.start(System.getProperty("java.class.path"), ClientMain.class)) {
			client.reply("ready");
			for (int i = 0; i < times; i++) {
				pass(Duration.ofSeconds(1));
				client.stop();
				pass(STOP);
				client.resume();
			}
			pass(Duration.ofSeconds(1));
			verify(client);
		}
	}

	private static void verify(ChildJvm client) {
		List<String> told = client.askAll("end", "calls ");
		logger.info("{} calls", told.get(told.size() - 1));
		assertThat(told).filteredOn((line) -> line.startsWith("failure ")).isEmpty();
		assertThat(told).filteredOn((line) -> line.startsWith("change "))
			.isNotEmpty()
			.allMatch((line) -> line.endsWith(" UNKNOWN UP"));
		client.reply("verified");
	}

	private static void pass(Duration time) {
		long begin = System.nanoTime();
		await("a while").atMost(time.multipliedBy(5)).until(() -> System.nanoTime() - begin >= time.toNanos());
	}

}
