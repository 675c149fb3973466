package io.hapool.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.health.HealthCheck.Verdict;
import io.hapool.redis.DatabaseClient.Probe;
import io.hapool.redis.DatabaseHealthCheck.Series;
import io.hapool.redis.RecordedClient.Step;
import io.hapool.time.ManualTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The probes of one check. The numbers are those of the acceptance list.
 */
class DatabaseHealthCheckTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Step OK = (limit) -> {
	};

	private static final Step REFUSED = (limit) -> {
		throw new IOException("refused");
	};

	private final ManualTime time = new ManualTime();

	/** Takes all the time that it has. */
	private final Step hangs = (limit) -> {
		time.advance(limit);
		throw new TimeoutException("no answer");
	};

	@Test
	@DisplayName("18: ALL ends with the first probe that fails")
	void allEndsWithTheFirstFailure() throws Exception {
		RecordedClient client = new RecordedClient(OK, OK, REFUSED, OK, OK, OK);

		assertThatThrownBy(() -> check(client, ProbePolicy.ALL, 5)).hasMessage("refused");
		assertThat(client.limits).hasSize(3);
		assertThat(check(new RecordedClient(OK, OK, OK), ProbePolicy.ALL, 2)).isEqualTo(Verdict.UP);
	}

	@Test
	@DisplayName("19: MAJORITY ends as soon as it is decided, both ways")
	void majorityEndsWhenDecided() throws Exception {
		RecordedClient up = new RecordedClient(OK, REFUSED, OK, OK, OK);
		RecordedClient down = new RecordedClient(OK, OK, REFUSED, REFUSED, REFUSED, OK);
		RecordedClient split = new RecordedClient(OK, OK, REFUSED, REFUSED, OK);

		assertThat(check(up, ProbePolicy.MAJORITY, 4)).isEqualTo(Verdict.UP);
		assertThatThrownBy(() -> check(down, ProbePolicy.MAJORITY, 5)).hasMessage("refused");
		assertThatThrownBy(() -> check(split, ProbePolicy.MAJORITY, 4)).hasMessage("refused");

		assertThat(up.limits).as("3 of 4, after 1 for the start").hasSize(5);
		assertThat(down.limits).as("3 of 5 failed").hasSize(5);
		assertThat(split.limits).as("2 of 4 failed").hasSize(4);
	}

	@Test
	@DisplayName("20: ANY ends with the first probe that succeeds")
	void anyEndsWithTheFirstSuccess() throws Exception {
		RecordedClient client = new RecordedClient(OK, REFUSED, OK, OK);
		RecordedClient dead = new RecordedClient(OK, REFUSED, REFUSED, REFUSED);

		assertThat(check(client, ProbePolicy.ANY, 3)).isEqualTo(Verdict.UP);
		assertThatThrownBy(() -> check(dead, ProbePolicy.ANY, 3)).hasMessage("refused");

		assertThat(client.limits).hasSize(3);
		assertThat(dead.limits).hasSize(4);
	}

	@Test
	@DisplayName("21: a probe that throws is one that failed, whatever it throws")
	void exceptionIsAFailedProbe() throws Exception {
		Step broken = (limit) -> {
			throw new IllegalStateException("broken");
		};
		RecordedClient client = new RecordedClient(OK, broken, OK, OK);

		assertThat(check(client, ProbePolicy.MAJORITY, 3)).isEqualTo(Verdict.UP);
		assertThat(client.limits).hasSize(4);
	}

	@Test
	@DisplayName("22: the whole check has a timeout, which cuts its last probe short")
	void wholeCheckHasATimeout() throws Exception {
		RecordedClient client = new RecordedClient(OK, hangs, hangs, hangs);
		Database database = new Database("east", client);
		DatabaseHealthCheck check = new DatabaseHealthCheck(Probe.PING, ProbePolicy.ANY,
				new Series(3, Duration.ofMillis(500), SECOND), time);
		check.check(database, SECOND);
		long begun = time.nanos();

		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> check.check(database, Duration.ofMillis(1800)));

		assertThat(client.limits.subList(1, client.limits.size())).containsExactly(SECOND, Duration.ofMillis(300));
		assertThat(Duration.ofNanos(time.nanos() - begun)).isLessThanOrEqualTo(Duration.ofMillis(2300));
	}

	@Test
	@DisplayName("22: without a limit the series takes what its probes and delays take")
	void seriesTakesWhatItsProbesTake() {
		Series series = new Series(3, Duration.ofMillis(500), SECOND);

		assertThat(series.whole()).isEqualTo(Duration.ofSeconds(4));
		assertThat(new Series(1, SECOND, SECOND).whole()).isEqualTo(SECOND);
	}

	@Test
	@DisplayName("27: an interrupt ends the check, and no further probe begins")
	void interruptEndsTheCheck() throws Exception {
		Step interrupted = (limit) -> {
			throw new InterruptedException();
		};
		RecordedClient client = new RecordedClient(OK, interrupted, OK, OK);

		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> check(client, ProbePolicy.ANY, 3));
		assertThat(client.limits).hasSize(2);
	}

	@Test
	@DisplayName("15: the first check of a database is one probe with a time of its own")
	void firstCheckIsOneProbe() throws Exception {
		RecordedClient client = new RecordedClient(OK);
		Series series = new Series(3, Duration.ofMillis(500), SECOND);

		new DatabaseHealthCheck(Probe.PING, ProbePolicy.ALL, series, time).check(new Database("east", client),
				series.whole());

		assertThat(client.limits).containsExactly(Series.FIRST);
	}

	@Test
	@DisplayName("15: a check that begins while the first is under way has as much time")
	void checkBesideTheFirstHasAsMuchTime() throws Exception {
		DatabaseHealthCheck check = new DatabaseHealthCheck(Probe.PING, ProbePolicy.ALL,
				new Series(3, Duration.ofMillis(500), SECOND), time);
		AtomicReference<Database> database = new AtomicReference<>();
		RecordedClient client = new RecordedClient((limit) -> check.check(database.get(), SECOND), OK, OK, OK, OK);
		database.set(new Database("east", client));

		check.check(database.get(), SECOND);
		check.check(database.get(), SECOND.multipliedBy(4));

		assertThat(client.limits).as("both at the start, then three probes")
			.containsExactly(Series.FIRST, Series.FIRST, SECOND, SECOND, SECOND);
	}

	/** After the first check, which is another. */
	private Verdict check(RecordedClient client, ProbePolicy policy, int probes) throws Exception {
		Database database = new Database("east", client);
		DatabaseHealthCheck check = new DatabaseHealthCheck(Probe.PING, policy,
				new Series(probes, Duration.ofMillis(10), SECOND), time);
		check.check(database, Duration.ofMinutes(1));
		return check.check(database, Duration.ofMinutes(1));
	}

}
