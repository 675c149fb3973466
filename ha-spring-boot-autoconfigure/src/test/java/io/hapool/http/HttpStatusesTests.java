package io.hapool.http;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HttpStatusesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			2xx             | 100
			2XX,404         | 101
			200-204         | 5
			200 - 204, 503  | 6
			200,200-201,2xx | 100
			404             | 1
			""")
	void holdsWhatIsWritten(String written, int count) {
		HttpStatuses statuses = HttpStatuses.parse(Arrays.asList(written.split(",")));

		assertThat(IntStream.range(-1, 1000).filter(statuses::contains).count()).isEqualTo(count);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "ok", "20", "2x", "600", "6xx", "299-200", "200-", "-200", "200-299-300", "2000" })
	void refusesWhatIsNone(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpStatuses.parse(List.of(text)))
			.withMessage("health-check.status: \"" + text + "\" (expected: such as 2xx, 200-299 or 404)");
	}

	@Test
	void refusesNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpStatuses.parse(List.of()));
	}

	@Test
	void sameCodesAreEqual() {
		assertThat(HttpStatuses.parse(List.of("200-299"))).isEqualTo(HttpStatuses.SUCCESSFUL)
			.hasSameHashCodeAs(HttpStatuses.SUCCESSFUL)
			.isNotEqualTo(HttpStatuses.parse(List.of("200-298")));
	}

}
