package io.hapool.hung;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPool;
import io.hapool.fault.Leftovers;
import io.hapool.fault.MeasuresTime;
import io.hapool.hung.Protocol.Pair;
import io.hapool.hung.Way.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Blocking calls on real servers that hang are ended by what they registered, or by an
 * interrupt. Nobody waits past the deadline + 50 ms (the median), and no one past 250 ms.
 */
@MeasuresTime
@Timeout(120)
class HungCallTests {

	private static final Logger logger = LoggerFactory.getLogger(HungCallTests.class);

	private static final Duration LIMIT = Duration.ofMillis(300);

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration USUALLY = Duration.ofMillis(50);

	private static final Duration AT_MOST = Duration.ofMillis(250);

	private static final int TIMES = 5;

	@AfterEach
	void noInterruptSurvives() {
		assertThat(Thread.interrupted()).as("a stray interrupt").isFalse();
	}

	@ParameterizedTest
	@MethodSource("everyWayOfEveryProtocol")
	void callMovesOnWhenTheTimeOfTheAttemptIsOver(Protocol protocol, Way way) throws Exception {
		List<Duration> late = new ArrayList<>();
		try (Pair pair = started(protocol)) {
			Leftovers before = Leftovers.now();
			for (int i = 0; i < TIMES; i++) {
				Attempts attempts = new Attempts(protocol);
				way.run(attempts, pair, new Limits(LONG, LIMIT), (caller) -> {
					assertThat(caller.call()).isEqualTo(Protocol.ANSWER);

					assertThat(attempts.tried()).containsExactly(pair.hung(), pair.answering());
					assertThat(caller.failuresOf(pair.hung())).isEqualTo(1);
					assertThat(caller.pool().calls()).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
					assertThat(caller.pool().openLeases()).isZero();
				});
				late.add(attempts.lateness());
			}
			before.awaitNoneBut(0);
		}
		assertSoon(protocol + " by " + way, late);
	}

	@ParameterizedTest
	@MethodSource("everyWayOfEveryProtocol")
	void whatMustNotBeRepeatedIsThrown(Protocol protocol, Way way) throws Exception {
		try (Pair pair = started(protocol)) {
			Attempts attempts = new Attempts(protocol);
			way.run(attempts, pair, new Limits(LONG, LIMIT), (caller) -> {
				assertEnded(protocol, catchThrowable(caller::once));

				assertThat(attempts.tried()).containsExactly(pair.hung());
				assertThat(attempts.lateness()).isBetween(Duration.ofMillis(-1), AT_MOST);
				assertThat(caller.failuresOf(pair.hung())).isEqualTo(1);
				assertThat(caller.pool().openLeases()).isZero();
			});
		}
	}

	@ParameterizedTest
	@MethodSource("everyWayOfEveryProtocol")
	void callEndsWhenItsOwnTimeIsOver(Protocol protocol, Way way) throws Exception {
		try (Pair pair = started(protocol)) {
			Leftovers before = Leftovers.now();
			Attempts attempts = new Attempts(protocol);
			way.run(attempts, pair, new Limits(LIMIT, LONG), (caller) -> {
				long begun = System.nanoTime();
				Throwable thrown = catchThrowable(caller::call);
				Duration length = Duration.ofNanos(System.nanoTime() - begun);

				assertEnded(protocol, thrown);
				assertThat(length).isBetween(LIMIT.minusMillis(1), LIMIT.plus(AT_MOST));
				assertThat(attempts.tried()).containsExactly(pair.hung());
				assertThat(caller.failuresOf(pair.hung())).isEqualTo(1);
				assertThat(caller.pool().calls()).isEqualTo(new CallCounts(1, 0, 1, 1, 0));
				assertThat(caller.pool().openLeases()).isZero();
			});
			before.awaitNoneBut(0);
		}
	}

	static Stream<Arguments> everyWayOfEveryProtocol() {
		return Stream.of(Protocol.values())
			.flatMap((protocol) -> Stream.of(Way.values()).map((way) -> Arguments.of(protocol, way)));
	}

	/** Both servers, after a first call that has loaded what a client needs. */
	private static Pair started(Protocol protocol) throws Exception {
		Pair pair = protocol.start();
		try (EndpointPool<URI> pool = EndpointPool.of(pair.answering())) {
			assertThat(pool.callLeased(protocol::ask)).isEqualTo(Protocol.ANSWER);
		}
		return pair;
	}

	/** The JDK's HTTP client wraps, or not, as it happens. */
	private static void assertEnded(Protocol protocol, Throwable thrown) {
		assertThat((thrown instanceof CompletionException) ? thrown.getCause() : thrown)
			.isExactlyInstanceOf(protocol.ending());
	}

	private static void assertSoon(String title, List<Duration> late) {
		List<Duration> sorted = late.stream().sorted().toList();
		logger.info("{}: late by {} ms", title, sorted.stream().map(Duration::toMillis).toList());
		assertThat(sorted.get(0)).as("no earlier than the deadline").isGreaterThan(Duration.ofMillis(-1));
		assertThat(sorted.get(TIMES / 2)).as("the median").isLessThan(USUALLY);
		assertThat(sorted.get(TIMES - 1)).as("the longest").isLessThan(AT_MOST);
	}

}
