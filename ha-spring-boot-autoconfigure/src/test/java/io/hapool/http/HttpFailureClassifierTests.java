package io.hapool.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import io.hapool.TestBackend;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class HttpFailureClassifierTests {

	private final HttpFailureClassifier classifier = new HttpFailureClassifier();

	@ParameterizedTest
	@CsvSource({ "503,, NOT_EXECUTED", "503, 5, OVERLOADED", "429,, OVERLOADED", "429, 5, OVERLOADED",
			"421,, NOT_EXECUTED", "500,, MAYBE_APPLIED", "500, 5, MAYBE_APPLIED", "502,, MAYBE_APPLIED",
			"504,, MAYBE_APPLIED", "400,, CALLER_ERROR", "401,, CALLER_ERROR", "404,, CALLER_ERROR",
			"409,, CALLER_ERROR", "422,, CALLER_ERROR" })
	void thrownAndReturnedAnswersSayTheSame(int status, @Nullable String retryAfter, Outcome expected) {
		HttpHeaders headers = new HttpHeaders();
		if (retryAfter != null) {
			headers.set(HttpHeaders.RETRY_AFTER, retryAfter);
		}
		RestClientResponseException thrown = new RestClientResponseException("no", status, "no", headers, null,
				StandardCharsets.UTF_8);

		assertThat(this.classifier.classify(thrown)).isEqualTo(expected);
		assertThat(this.classifier.classify(new ExecutionException(thrown))).isEqualTo(expected);
		assertThat(this.classifier.classifyResult(ResponseEntity.status(status).headers(headers).build()))
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "200, SUCCESS", "204, SUCCESS", "302, SUCCESS" })
	void returnedAnswersBelow400AreSuccesses(int status, Outcome expected) {
		assertThat(this.classifier.classifyResult(ResponseEntity.status(status).build())).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "200, SUCCESS", "404, CALLER_ERROR", "500, MAYBE_APPLIED", "503, NOT_EXECUTED", "429, OVERLOADED" })
	void answersOfTheJdkClientAreUnderstood(int status, Outcome expected) throws Exception {
		try (TestBackend backend = TestBackend.start("backend")) {
			backend.status(status);
			HttpResponse<Void> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(backend.uri()).build(), HttpResponse.BodyHandlers.discarding());

			assertThat(this.classifier.classifyResult(response)).isEqualTo(expected);
		}
	}

	@Test
	void otherResultsAndExceptionsAreLeftToOthers() {
		assertThat(this.classifier.classifyResult(null)).isNull();
		assertThat(this.classifier.classifyResult("text")).isNull();
		assertThat(this.classifier.classify(new IllegalStateException())).isNull();
		ResourceAccessException refused = new ResourceAccessException("I/O error on " + URI.create("http://localhost"),
				new ConnectException("Connection refused"));
		assertThat(this.classifier.classify(refused)).isNull();
		assertThat(this.classifier.orElse(FailureClassifier.standard()).classify(refused)).isEqualTo(Outcome.NOT_SENT);
		assertThat(this.classifier.classify(new IOException())).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "429 | 5 | | PT5S", "503 | 5 | | PT5S", "503 | 0 | | PT0S", "503 | 0007 | | PT7S",
					"503 | 3600 | | PT1H", "503 | 3601 | | PT1H", "503 | 99999999999999999999 | | PT1H",
					"503 | Wed, 21 Oct 2026 07:28:30 GMT | Wed, 21 Oct 2026 07:28:00 GMT | PT30S",
					"429 | Wed, 21 Oct 2026 09:28:00 GMT | Wed, 21 Oct 2026 07:28:00 GMT | PT1H",
					"503 | Wed, 21 Oct 2026 07:28:00 GMT | Wed, 21 Oct 2026 07:28:30 GMT | PT0S",
					"503 | Wednesday, 21-Oct-26 07:28:30 GMT | Wed, 21 Oct 2026 07:28:00 GMT | PT30S",
					"503 | Wed, 21 Oct 2026 07:28:30 GMT | | ", "503 | Wed, 21 Oct 2026 07:28:30 GMT | yesterday | ",
					"503 | -5 | | ", "503 | soon | Wed, 21 Oct 2026 07:28:00 GMT | ", "429 | | | ", "500 | 5 | | ",
					"404 | 5 | | " })
	void retryAfterIsReadFromOverloadedAnswers(int status, @Nullable String retryAfter, @Nullable String date,
			@Nullable Duration expected) {
		HttpHeaders headers = new HttpHeaders();
		if (retryAfter != null) {
			headers.set(HttpHeaders.RETRY_AFTER, retryAfter);
		}
		if (date != null) {
			headers.set(HttpHeaders.DATE, date);
		}
		RestClientResponseException thrown = new RestClientResponseException("no", status, "no", headers, null,
				StandardCharsets.UTF_8);

		assertThat(this.classifier.retryAfter(thrown)).isEqualTo(expected);
		assertThat(this.classifier.retryAfter(new ExecutionException(thrown))).isEqualTo(expected);
		assertThat(this.classifier.orElse(FailureClassifier.standard()).retryAfter(thrown)).isEqualTo(expected);
	}

	@Test
	void retryAfterOfARealAnswerIsRead() throws Exception {
		try (TestBackend backend = TestBackend.start("backend")) {
			backend.status(503);
			backend.headers(Map.of("Retry-After", "7"));

			RestClientResponseException thrown = catchThrowableOfType(RestClientResponseException.class,
					() -> RestClient.create().get().uri(backend.uri()).retrieve().body(String.class));

			assertThat(this.classifier.classify(thrown)).isEqualTo(Outcome.OVERLOADED);
			assertThat(this.classifier.retryAfter(thrown)).isEqualTo(Duration.ofSeconds(7));
		}
	}

	@Test
	void otherExceptionsAskForNothing() {
		assertThat(this.classifier.retryAfter(new IOException("Retry-After: 5"))).isNull();
		assertThat(this.classifier.retryAfter(new RestClientResponseException("no", 503, "no", null, null, null)))
			.isNull();
	}

}
