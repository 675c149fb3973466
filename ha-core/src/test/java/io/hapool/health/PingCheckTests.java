package io.hapool.health;

import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;

import io.hapool.health.HealthCheck.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class PingCheckTests {

	private static final PingCheck CHECK = new PingCheck();

	@Test
	void ownMachineIsThereByIcmpAsByRefusal() throws Exception {
		assertThat(CHECK.check(URI.create("http://127.0.0.1:1"), Duration.ofSeconds(5))).isEqualTo(Verdict.UP);
	}

	@Test
	void unknownHostIsDown() {
		assertThatExceptionOfType(UnknownHostException.class)
			.isThrownBy(() -> CHECK.check(URI.create("http://does-not-exist.invalid"), Duration.ofSeconds(1)));
	}

}
