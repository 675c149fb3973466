package io.hapool.sample;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jar of the sample, which holds what was generated ahead of time.
 */
@Timeout(120)
@EnabledIfSystemProperty(named = "sample.jar", matches = ".+", disabledReason = "the jar is made after the other tests")
class ProcessedJarTests {

	private static final Pattern BACKEND = Pattern.compile("\"backend\":\"(\\w+)\"");

	@Test
	void quotesAreAnsweredWhileABackendIsLostWhenStartedAheadOfTime() throws Exception {
		try (RunningJar sample = RunningJar.start(List.of("-Dspring.aot.enabled=true"), "--sample.traffic.rate=0")) {
			assertThat(sample.log()).anyMatch((line) -> line.contains("Starting AOT-processed SampleApplication"));
			assertThat(quotes(sample)).containsExactly("a", "b", "c");

			sample.post("/backends/a/kill");

			assertThat(quotes(sample)).containsExactly("b", "c");
			assertThat(sample.get("/actuator/ha/pools/quotes/a")).contains("Connection refused");
			assertThat(sample.get("/actuator/health")).contains("haPools");
			assertThat(sample.get("/state")).contains("\"failed\":0");
		}
	}

	@Test
	void nothingIsAheadOfTimeUnlessAskedFor() throws Exception {
		try (RunningJar sample = RunningJar.start(List.of(), "--sample.traffic.rate=0")) {
			assertThat(sample.log()).anyMatch((line) -> line.contains("Starting SampleApplication"))
				.noneMatch((line) -> line.contains("AOT"));
			assertThat(quotes(sample)).containsExactly("a", "b", "c");
		}
	}

	/** Who answers a dozen requests. */
	private static Set<String> quotes(RunningJar sample) throws Exception {
		Set<String> backends = new TreeSet<>();
		for (int i = 0; i < 12; i++) {
			Matcher backend = BACKEND.matcher(sample.get("/quote"));
			assertThat(backend.find()).isTrue();
			backends.add(backend.group(1));
		}
		return backends;
	}

}
