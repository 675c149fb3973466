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
 * Fault 37: the client's process has no file descriptor left, so that no connection can
 * be opened. That says nothing of the endpoints: nobody is isolated, calls that have a
 * connection go on, and all do as soon as descriptors are free.
 */
@Timeout(120)
class ExhaustedClientTests {

	private static final Logger logger = LoggerFactory.getLogger(ExhaustedClientTests.class);

	private static final int DESCRIPTORS = 400;

	@Test
	void callsWithConnectionsGoOnAndNobodyIsIsolated() {
		exhaust("kept", Duration.ofSeconds(1));
	}

	@Test
	@Tag("fault")
	void callsWithConnectionsGoOnAndNobodyIsIsolatedHoweverLong() {
		exhaust("kept", Duration.ofSeconds(6));
	}

	@Test
	@Tag("fault")
	void nobodyIsIsolatedWhereNoCallHasAConnection() {
		exhaust("new", Duration.ofSeconds(5));
	}

	private static void exhaust(String connections, Duration length) {
		try (ChildJvm client = ChildJvm.startLimited(DESCRIPTORS, ExhaustedClientMain.class, connections)) {
			client.reply("ready");
			client.ask("exhaust", "exhausted");
			pass(length);
			client.ask("free", "freed");
			pass(Duration.ofMillis(500));
			List<String> told = client.askAll("end", "calls ");
			client.reply("verified");

			logger.info("{}", told.stream().filter((line) -> !line.startsWith("change ")).toList());
			assertThat(told).filteredOn((line) -> line.startsWith("change "))
				.isNotEmpty()
				.noneMatch((line) -> line.contains("ISOLATED"));
			assertThat(told).contains("early 0", "late 0").doesNotContain("failed 0");
			if (connections.equals("kept")) {
				assertThat(told).contains("connected 0");
			}
		}
	}

	private static void pass(Duration time) {
		long begin = System.nanoTime();
		await("a while").atMost(time.multipliedBy(5)).until(() -> System.nanoTime() - begin >= time.toNanos());
	}

}
