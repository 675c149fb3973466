package io.hapool.pool;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class FailureClassifierTests {

	private final FailureClassifier standard = FailureClassifier.standard();

	static Stream<Arguments> table() {
		return Stream.of(arguments(new ConnectException("Connection refused"), Outcome.NOT_SENT),
				arguments(new ConnectException() {
				}, Outcome.NOT_SENT), arguments(new UnknownHostException("billing.internal"), Outcome.NOT_SENT),
				arguments(new UnknownHostException("of a DNS resolver with types of its own") {
				}, Outcome.NOT_SENT), arguments(new NoRouteToHostException("of Netty") {
				}, Outcome.NOT_SENT), arguments(new UnresolvedAddressException(), Outcome.NOT_SENT),
				arguments(new NoRouteToHostException(), Outcome.NOT_SENT),
				arguments(new PortUnreachableException(), Outcome.NOT_SENT),
				arguments(new HttpConnectTimeoutException("HTTP connect timed out"), Outcome.NOT_SENT),
				arguments(new SocketTimeoutException("Connect timed out"), Outcome.NOT_SENT),
				arguments(new SocketTimeoutException("connect timed out"), Outcome.NOT_SENT),
				arguments(new SocketTimeoutException("Read timed out"), null),
				arguments(new SocketTimeoutException(), null),
				arguments(new HttpTimeoutException("request timed out"), null),
				arguments(new SocketException("Too many open files"), Outcome.NOT_SENT),
				arguments(new SocketException("Too many open files in system"), Outcome.NOT_SENT),
				arguments(new IOException("Too many open files"), null), arguments(new SocketException(), null),
				arguments(new SocketException("Connection reset"), null), arguments(new IOException("EOF"), null),
				arguments(new TimeoutException(), null), arguments(new IllegalStateException(), null),
				arguments(new InterruptedException(), Outcome.CANCELLED),
				arguments(new ClosedByInterruptException(), Outcome.CANCELLED),
				arguments(new NoEndpointAvailableException("inner", List.of()), Outcome.EXEMPT));
	}

	@ParameterizedTest
	@MethodSource("table")
	void standardTellsWhatTheJdkThrows(Throwable failure, Outcome expected) {
		assertThat(standard.classify(failure)).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("table")
	void standardLooksAtCauses(Throwable failure, Outcome expected) {
		Throwable wrapped = new CompletionException(new ExecutionException(new RuntimeException("I/O error", failure)));

		assertThat(standard.classify(wrapped)).isEqualTo(expected);
	}

	@Test
	void outermostKnownCauseDecides() {
		ConnectException refused = new ConnectException("refused");
		refused.initCause(new InterruptedException());

		assertThat(standard.classify(new RuntimeException(refused))).isEqualTo(Outcome.NOT_SENT);
	}

	@Test
	void circularCausesEnd() {
		RuntimeException first = new RuntimeException("first");
		RuntimeException second = new RuntimeException("second", first);
		first.initCause(second);

		assertThat(standard.classify(first)).isNull();
	}

	@Test
	void standardHasNoOpinionOfResults() {
		assertThat(standard.classifyResult("503")).isNull();
		assertThat(standard.classifyResult(null)).isNull();
	}

	@Test
	void firstOpinionDecides() {
		FailureClassifier first = (failure) -> (failure instanceof IOException) ? Outcome.NOT_EXECUTED : null;

		FailureClassifier both = first.orElse(standard);

		assertThat(both.classify(new ConnectException())).isEqualTo(Outcome.NOT_EXECUTED);
		assertThat(both.classify(new InterruptedException())).isEqualTo(Outcome.CANCELLED);
		assertThat(both.classify(new IllegalStateException())).isNull();
	}

	@Test
	void firstOpinionOfAResultDecides() {
		FailureClassifier numbers = ofResult(503, Outcome.NOT_EXECUTED);
		FailureClassifier more = ofResult(429, Outcome.OVERLOADED);

		FailureClassifier both = numbers.orElse(more).alongCauses();

		assertThat(both.classifyResult(503)).isEqualTo(Outcome.NOT_EXECUTED);
		assertThat(both.classifyResult(429)).isEqualTo(Outcome.OVERLOADED);
		assertThat(both.classifyResult(200)).isNull();
	}

	@Test
	void ownClassifierSeesCausesOnlyWhenAsked() {
		FailureClassifier own = (failure) -> (failure instanceof IOException) ? Outcome.NOT_EXECUTED : null;
		Throwable wrapped = new RuntimeException(new IOException());

		assertThat(own.classify(wrapped)).isNull();
		assertThat(own.alongCauses().classify(wrapped)).isEqualTo(Outcome.NOT_EXECUTED);
	}

	private static FailureClassifier ofResult(int status, Outcome outcome) {
		return new FailureClassifier() {

			@Override
			public Outcome classify(Throwable failure) {
				return null;
			}

			@Override
			public Outcome classifyResult(Object result) {
				return Integer.valueOf(status).equals(result) ? outcome : null;
			}

		};
	}

	@Test
	void interruptedInputIsACancellationOnlyIfTheThreadIsInterrupted() {
		FailureClassifier standard = FailureClassifier.standard();

		Thread.currentThread().interrupt();
		Outcome interrupted = standard.classify(new InterruptedIOException("interrupted"));
		boolean flag = Thread.interrupted();

		assertThat(flag).isTrue();
		assertThat(interrupted).isEqualTo(Outcome.CANCELLED);
		assertThat(standard.classify(new InterruptedIOException("timeout"))).isNull();
	}

	@Test
	void cancellationIsTheCallersUnlessItIsACause() {
		Throwable timeout = new IOException("Request cancelled", new CancellationException());

		assertThat(FailureClassifier.standard().classify(new CancellationException())).isEqualTo(Outcome.CANCELLED);
		assertThat(FailureClassifier.standard().classify(timeout)).isNull();
	}

}
