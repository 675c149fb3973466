package io.hapool.pool;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.hapool.LogCapture;
import io.hapool.call.EndpointPool;
import io.hapool.call.PoolDefinition;
import io.hapool.event.EventPublisher;
import io.hapool.event.HaEvent;
import io.hapool.time.ManualTime;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class CredentialsTests {

	@ParameterizedTest
	@CsvSource({ "no uri at all, no uri at all", "mail a@b.c, mail a@b.c", "http://h/p?mail=a@b, http://h/p?mail=a@b",
			"I/O on http://u:p@h/x: refused, I/O on http://******@h/x: refused", "redis://u:p@ss@h, redis://******@h",
			"redis://:p@h, redis://******@h", "//user@h, //******@h",
			"http://u:p@a and http://v:q@b/x@y, http://******@a and http://******@b/x@y",
			"<http://u:p@a>, <http://******@a>" })
	void masksTheUserInfoOfEachUriInAText(String text, String masked) {
		assertThat(Credentials.mask(text)).isEqualTo(masked);
	}

	@Test
	void describesTypeAndMessage() {
		assertThat(Credentials.describe(new IOException("to http://u:p@h")))
			.isEqualTo("IOException: to http://******@h");
		assertThat(Credentials.describe(new IOException())).isEqualTo("IOException");
	}

	@Test
	void cleanThrowableStaysTheSame() {
		IOException failure = new IOException("reset", new IOException("by peer"));

		assertThat(Credentials.clean(failure)).isSameAs(failure);
	}

	@Test
	void throwableWithCredentialsAnywhereIsCopiedWithTypesAndStackTraces() {
		IOException suppressed = new IOException("at http://u:secret@b");
		IOException cause = new IOException("plain");
		cause.addSuppressed(suppressed);
		IllegalStateException failure = new IllegalStateException("failed", cause);

		Throwable clean = Credentials.clean(failure);

		assertThat(clean).isNotSameAs(failure);
		assertThat(clean.getStackTrace()).isEqualTo(failure.getStackTrace());
		assertThat(Throwables.getStackTrace(clean)).doesNotContain("secret")
			.contains("java.lang.IllegalStateException: failed", "java.io.IOException: plain",
					"java.io.IOException: at http://******@b");
		assertThat(suppressed).hasMessageContaining("secret");
	}

	@Test
	void circularThrowablesAreCleaned() {
		RuntimeException first = new RuntimeException("http://u:secret@a");
		first.initCause(new RuntimeException("second", first));

		assertThat(Throwables.getStackTrace(Credentials.clean(first))).doesNotContain("secret");
	}

	@Test
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void throwablesThatSuppressEachOtherManyTimesAreCleanedInTime() {
		IOException first = new IOException("first");
		IOException second = new IOException("second");
		for (int i = 0; i < 16; i++) {
			first.addSuppressed(second);
			second.addSuppressed(first);
		}

		assertThat(Credentials.clean(first)).isSameAs(first);
		first.addSuppressed(new IOException("http://u:secret@h"));
		assertThat(Throwables.getStackTrace(Credentials.clean(second))).doesNotContain("secret");
	}

	@Test
	void credentialsOfAnEndpointReachNobodyWhoReads() {
		ManualTime time = new ManualTime();
		EventPublisher publisher = new EventPublisher(time);
		List<HaEvent> events = new ArrayList<>();
		publisher.subscribe(events::add);
		URI target = URI.create("http://user:secret@10.0.0.1:8080/x?token=secret");
		PoolDefinition<URI> definition = PoolDefinition.<URI>builder("billing").targets(List.of(target)).build();
		StringBuilder seen = new StringBuilder();
		try (LogCapture log = new LogCapture();
				EndpointPool<URI> pool = EndpointPool.create(definition, time, publisher)) {
			for (int i = 0; i < 3; i++) {
				assertThatThrownBy(() -> pool.call(CredentialsTests::failWithItsText)).hasMessageContaining("secret");
			}
			pool.lease().close();
			pool.isolate("10.0.0.1-8080-x", "password of http://user:secret@10.0.0.1 has changed");
			seen.append(Throwables.getStackTrace(catchThrowable(pool::lease)))
				.append(pool.endpoints().get(0))
				.append(Throwables.getStackTrace(pool.endpoints().get(0).lastFailure().throwable()))
				.append(events)
				.append(log.text());
			events.forEach((event) -> seen.append(event.description()));
		}

		assertThat(seen.toString()).contains("I/O error", "has changed", "lease on http://10.0.0.1:8080/x")
			.doesNotContain("secret");
	}

	@Test
	void credentialsInAnEarlierFailureOfACallDoNotReachTheNextException() {
		ManualTime time = new ManualTime();
		try (EndpointPool<String> pool = EndpointPool.create(
				PoolDefinition.<String>builder("billing").targets(List.of("a", "b")).build(), time,
				new EventPublisher(time))) {
			assertThatThrownBy(() -> pool.call((target) -> {
				throw new IOException(target.equals("a") ? "to http://user:secret@a" : "plain");
			})).hasMessage("plain");
			pool.isolate("a", "disk");
			pool.isolate("b", "disk");

			Throwable failure = catchThrowable(pool::lease);

			assertThat(failure).isInstanceOf(NoEndpointAvailableException.class);
			assertThat(Throwables.getStackTrace(failure)).doesNotContain("secret");
		}
	}

	private static Object failWithItsText(URI target) throws IOException {
		throw new IOException("I/O error on http://" + target.getRawAuthority());
	}

}
