package io.hapool.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
import org.springframework.web.client.RestClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;

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

}
