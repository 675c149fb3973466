package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.hapool.event.EventPublisher;
import io.hapool.pool.IsolationRules.FailureRate;
import io.hapool.pool.Ratio;
import io.hapool.redis.DatabaseHealthCheck.Series;
import io.hapool.redis.DatabaseRules.Failback;
import io.hapool.redis.DatabaseRules.Failover;
import io.hapool.time.ManualTime;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * What is refused, what holds by default, and who decides at the start: all that needs no
 * server. The numbers are those of the acceptance list.
 */
class DatabaseRulesTests {

	private final RecordedClient client = new RecordedClient();

	private final ManualTime time = new ManualTime();

	private final EventPublisher events = new EventPublisher(time);

	@Test
	@DisplayName("12: no databases are rejected")
	void rejectsAnEmptyConfiguration() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> RedisDatabases.create(DatabaseRules.DEFAULT, List.of(), time, events))
			.withMessage("There are no databases (expected: one or more)");
	}

	@Test
	@DisplayName("83: two databases of one name are rejected")
	void rejectsTwoOfOneName() {
		DatabaseDefinition east = new DatabaseDefinition("east", 1, client, List.of());

		assertThatIllegalArgumentException()
			.isThrownBy(() -> RedisDatabases.create(DatabaseRules.DEFAULT, List.of(east, east), time, events))
			.withMessageContaining("east");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	@DisplayName("16: a database without a name is rejected")
	void rejectsEmptyNames(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> new DatabaseDefinition(name, 1, client, List.of()))
			.withMessageContaining("expected: a name");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, -1, Double.NaN, Double.NEGATIVE_INFINITY })
	@DisplayName("16: a weight that is not above zero is rejected")
	void rejectsWeightsThatAreNotAboveZero(double weight) {
		assertThatIllegalArgumentException().isThrownBy(() -> new DatabaseDefinition("east", weight, client, List.of()))
			.withMessageContaining("weight of database \"east\": " + weight)
			.withMessageContaining("expected: > 0");
	}

	@Test
	@DisplayName("16: null is rejected")
	@SuppressWarnings({ "DataFlowIssue", "NullAway" })
	void rejectsNull() {
		assertThatNullPointerException().isThrownBy(() -> new DatabaseDefinition(null, 1, client, List.of()));
		assertThatNullPointerException().isThrownBy(() -> new DatabaseDefinition("east", 1, null, List.of()));
		assertThatNullPointerException().isThrownBy(() -> new DatabaseDefinition("east", 1, client, null));
		assertThatNullPointerException()
			.isThrownBy(() -> RedisDatabases.create(DatabaseRules.DEFAULT, null, time, events));
	}

	@Test
	@DisplayName("17: the defaults are as documented")
	void defaultsAreAsDocumented() {
		DatabaseRules rules = DatabaseRules.DEFAULT;

		assertThat(rules.isolation().consecutiveFailures()).isEqualTo(3);
		assertThat(rules.isolation().failureRate()).isEqualTo(new FailureRate(new Ratio(0.1), 1, 1000));
		assertThat(rules.isolation().window()).isEqualTo(Duration.ofSeconds(2));
		assertThat(rules.isolation().stuckAfter()).isEqualTo(Duration.ofMillis(250));
		assertThat(rules.isolation().duration()).isEqualTo(Duration.ofSeconds(2));
		assertThat(rules.checks().interval()).isEqualTo(Duration.ofSeconds(5));
		assertThat(Series.DEFAULT).isEqualTo(new Series(3, Duration.ofMillis(500), Duration.ofSeconds(1)));
		assertThat(rules.checks().timeout()).isEqualTo(Duration.ofSeconds(4));
		assertThat(rules.look()).isEqualTo(Duration.ofMillis(125));
		assertThat(rules.failover()).isEqualTo(new Failover(10, Duration.ofSeconds(12)));
		assertThat(rules.failback()).isEqualTo(new Failback(true, Duration.ofSeconds(60), Duration.ofSeconds(5)));
		assertThat(rules.initialHealth()).isEqualTo(InitialHealth.MAJORITY);
		assertThat(rules.retryUnknown()).isEqualTo(RetryUnknown.IDEMPOTENT);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	@DisplayName("28: no probes are rejected")
	void rejectsNoProbes(int probes) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Series(probes, Duration.ofMillis(500), Duration.ofSeconds(1)))
			.withMessage("health-check.probes: " + probes + " (expected: >= 1)");
	}

	@Test
	@DisplayName("57: what an outage, a failback and a look cannot be is rejected")
	void rejectsImpossibleTimes() {
		Duration second = Duration.ofSeconds(1);

		assertThatIllegalArgumentException().isThrownBy(() -> new Failover(0, second))
			.withMessage("failover.max-attempts: 0 (expected: >= 1)");
		assertThatIllegalArgumentException().isThrownBy(() -> new Failover(1, Duration.ZERO))
			.withMessage("failover.delay: PT0S (expected: > 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> new Failback(true, second.negated(), second))
			.withMessage("failback.grace: PT-1S (expected: >= 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> new Failback(true, second, Duration.ZERO))
			.withMessage("failback.interval: PT0S (expected: > 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> DatabaseRules.DEFAULT.withLook(Duration.ZERO))
			.withMessageContaining("expected: > 0");
		assertThatIllegalArgumentException().isThrownBy(() -> new Series(1, second.negated(), second))
			.withMessage("health-check.delay: PT-1S (expected: >= 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> new Series(1, second, Duration.ZERO))
			.withMessage("health-check.timeout: PT0S (expected: > 0)");
	}

	@Test
	@DisplayName("5: ALL succeeds with all, though they answer at the same moment")
	void allSucceedsThoughTheyAnswerTogether() {
		DatabaseRules rules = DatabaseRules.DEFAULT.withInitialHealth(InitialHealth.ALL);
		try (SystemTime system = new SystemTime(); EventPublisher publisher = new EventPublisher(system)) {
			for (int i = 0; i < 500; i++) {
				List<DatabaseDefinition> all = Stream.of("a", "b", "c", "d", "e", "f")
					.map((name) -> new DatabaseDefinition(name, 1, client, List.of()))
					.toList();
				try (RedisDatabases databases = RedisDatabases.create(rules, all, system, publisher)) {
					databases.start();
				}
			}
		}
	}

	@ParameterizedTest(name = "{0} of {3}: {1} up and {2} down is {4}")
	@CsvSource({ "ALL, 2, 0, 3, ", "ALL, 0, 1, 3, false", "ALL, 3, 0, 3, true", "MAJORITY, 2, 0, 3, true",
			"MAJORITY, 1, 1, 3, ", "MAJORITY, 0, 2, 3, false", "MAJORITY, 1, 1, 2, false", "MAJORITY, 2, 1, 4, ",
			"MAJORITY, 2, 2, 4, false", "MAJORITY, 1, 0, 1, true", "ONE, 1, 0, 3, true", "ONE, 0, 2, 3, ",
			"ONE, 0, 3, 3, false" })
	@DisplayName("4 to 11: decides as soon as the answers allow it, both ways")
	void decidesAsSoonAsTheAnswersAllowIt(InitialHealth health, int up, int down, int all, Boolean expected) {
		assertThat(health.decide(up, down, all)).isEqualTo(expected);
	}

}
