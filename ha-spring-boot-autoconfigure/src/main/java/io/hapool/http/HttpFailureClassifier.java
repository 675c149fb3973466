package io.hapool.http;

import java.net.http.HttpResponse;
import java.time.Duration;

import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClientResponseException;

/**
 * What HTTP answers say of an endpoint, thrown (by {@code RestClient},
 * {@code RestTemplate}, HTTP service clients) or returned (as {@link ResponseEntity} or
 * the JDK's {@link HttpResponse}).
 */
public final class HttpFailureClassifier implements FailureClassifier {

	private final FailureClassifier thrown = new ThrownAnswers().alongCauses();

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		return thrown.classify(failure);
	}

	@Override
	public @Nullable Outcome classifyResult(@Nullable Object result) {
		if (result instanceof ResponseEntity<?> response) {
			return ofStatus(response.getStatusCode().value(), hasRetryAfter(response.getHeaders()));
		}
		if (result instanceof HttpResponse<?> response) {
			return ofStatus(response.statusCode(), response.headers().firstValue(HttpHeaders.RETRY_AFTER).isPresent());
		}
		return null;
	}

	@Override
	public @Nullable Duration retryAfter(Throwable failure) {
		return thrown.retryAfter(failure);
	}

	private static Outcome ofStatus(int status, boolean retryAfter) {
		return switch (status) {
			case 429 -> Outcome.OVERLOADED;
			case 503 -> retryAfter ? Outcome.OVERLOADED : Outcome.NOT_EXECUTED;
			case 421 -> Outcome.NOT_EXECUTED;
			default ->
				(status >= 500) ? Outcome.MAYBE_APPLIED : (status >= 400) ? Outcome.CALLER_ERROR : Outcome.SUCCESS;
		};
	}

	private static boolean hasRetryAfter(@Nullable HttpHeaders headers) {
		return headers != null && headers.getFirst(HttpHeaders.RETRY_AFTER) != null;
	}

	/** One exception, without its causes. */
	private static final class ThrownAnswers implements FailureClassifier {

		@Override
		public @Nullable Outcome classify(Throwable failure) {
			if (failure instanceof RestClientResponseException answer) {
				return ofStatus(answer.getStatusCode().value(), hasRetryAfter(answer.getResponseHeaders()));
			}
			return null;
		}

		@Override
		public @Nullable Duration retryAfter(Throwable failure) {
			if (classify(failure) == Outcome.OVERLOADED && failure instanceof RestClientResponseException answer
					&& answer.getResponseHeaders() != null) {
				return RetryAfter.of(answer.getResponseHeaders());
			}
			return null;
		}

	}

}
