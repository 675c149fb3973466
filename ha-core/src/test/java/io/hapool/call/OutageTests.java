package io.hapool.call;

import java.time.Duration;
import java.util.List;

import io.hapool.event.EventPublisher;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Ratio;
import io.hapool.time.ManualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What isolations become of while all endpoints are down and calls go on.
 */
class OutageTests {

	private static final Duration ISOLATION = Duration.ofSeconds(1);

	private static final Duration LONGEST_BY_JITTER = Duration.ofMillis(1250);

	private final ManualTime time = new ManualTime();

	private final EventPublisher events = new EventPublisher(time);

	private final EndpointPool<String> pool = EndpointPool.create(PoolDefinition.<String>builder("outage")
		.targets(List.of("a", "b", "c"))
		.isolationRules(IsolationRules.DEFAULT.withConsecutiveFailures(1)
			.withDuration(ISOLATION, Duration.ofMinutes(5))
			.withTrialLeases(1)
			.withMaxIsolated(new Ratio(1))
			.withRampUp(null))
		.build(), time, events);

	@AfterEach
	void close() {
		pool.close();
	}

	@Test
	void failedTrialsOfTheLastResortDoNotLengthenIsolations() {
		failCalls(200, Duration.ofMillis(10));

		assertThat(pool.endpoints())
			.allSatisfy((endpoint) -> assertThat(endpoint.isolationEnds()).isLessThanOrEqualTo(LONGEST_BY_JITTER));
	}

	@Test
	void allEndpointsComeBackSoonAfterAnOutage() {
		failCalls(200, Duration.ofMillis(10));

		for (int i = 0; i < 200; i++) {
			pool.call(String::length);
			time.advance(Duration.ofMillis(10));
		}

		assertThat(pool.available()).hasSize(3);
	}

	@Test
	void failedTrialsThatWereDueDoubleTheIsolation() {
		failCalls(3, Duration.ofMillis(1));
		time.advance(LONGEST_BY_JITTER);
		failCalls(1, Duration.ZERO);

		assertThat(pool.endpoints()).extracting(EndpointSnapshot::isolationEnds)
			.filteredOn((left) -> left.compareTo(LONGEST_BY_JITTER) > 0)
			.isNotEmpty();
	}

	@Test
	void callThatFailedOnATrialGoesToAnEndpointThatIsUpNotToAnotherTrial() {
		List<String> down = List.of("b", "c");
		failCalls(3, Duration.ofMillis(1));
		pool.restore("a", "it is back");
		time.advance(LONGEST_BY_JITTER);
		CallOptions<String> twoAttempts = CallOptions.<String>builder().maxAttempts(2).build();

		String reached = pool.call(twoAttempts, (target) -> {
			if (down.contains(target)) {
				throw new IllegalStateException(target + " is down");
			}
			return target;
		});

		assertThat(reached).isEqualTo("a");
	}

	private void failCalls(int calls, Duration apart) {
		for (int i = 0; i < calls; i++) {
			Throwable thrown = catchThrowable(() -> pool.call((target) -> {
				throw new IllegalStateException("down");
			}));
			assertThat(thrown).isNotNull();
			time.advance(apart);
		}
	}

}
