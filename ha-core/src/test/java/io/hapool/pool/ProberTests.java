package io.hapool.pool;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.event.EventPublisher;
import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.time.ManualTime;
import io.hapool.time.SystemTime;
import io.hapool.time.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Checks of a pool that come, change and go.
 */
@Timeout(60)
class ProberTests {

	private static final CheckRules RULES = CheckRules.DEFAULT;

	private static final Duration ROUND = RULES.interval().multipliedBy(6).dividedBy(5);

	private final ManualTime time = new ManualTime();

	private final AtomicInteger checks = new AtomicInteger();

	@Test
	void remembersWhatChecksSaid() {
		Scene<String> scene = new Scene<>(time, new PoolCheck<>((target, timeout) -> down(target), RULES), "a", "b");

		time.advance(ROUND.multipliedBy(3));

		EndpointSnapshot.Checks ofA = scene.checks("a");
		EndpointSnapshot.Checks ofB = scene.checks("b");
		assertThat(ofA.up()).isGreaterThanOrEqualTo(3);
		assertThat(ofA.down()).isZero();
		assertThat(ofA.lastFailure()).isNull();
		assertThat(ofB.down()).isGreaterThanOrEqualTo(3);
		assertThat(ofB.upShare()).isEqualTo(new Ratio(0));
		assertThat(ofB.lastFailure()).isEqualTo("IOException: b is down");
		assertThat(scene.prober.counts()).isEqualTo(new CheckCounts(ofA.up(), ofB.down(), 0));
	}

	@Test
	void uncheckedEndpointHasNoChecksAndACheckedOneNoneYet() {
		assertThat(new Scene<>(time, PoolCheck.<String>whileSuspect(), "a").checks("a")).isNull();
		assertThat(new Scene<>(time, PoolCheck.<URI>whileSuspect(), URI.create("http://a:1")).checks("http://a:1"))
			.isNull();
		assertThat(new Scene<>(time, up(), "a").checks("a")).isEqualTo(EndpointSnapshot.Checks.NONE);
	}

	@Test
	void countsOutliveTheEndpoints() {
		Scene<String> scene = new Scene<>(time, up(), "a", "b");
		time.advance(ROUND);
		CheckCounts before = scene.prober.counts();

		scene.leases.endpoints().remove("b");
		time.advance(ROUND);

		assertThat(before.up()).isGreaterThanOrEqualTo(2);
		assertThat(scene.prober.counts().up()).isBetween(before.up() + 1, before.up() + 2);
	}

	@Test
	void sameCheckChangesNothing() {
		HealthCheck<String> check = (target, timeout) -> {
			checks.incrementAndGet();
			return Verdict.UP;
		};
		Scene<String> scene = new Scene<>(time, new PoolCheck<>(check, RULES), "a");
		int waiting = time.waitingTasks();

		for (int i = 0; i < 10; i++) {
			time.advance(ROUND.dividedBy(10));
			scene.use(new PoolCheck<>(check, CheckRules.DEFAULT.withInterval(RULES.interval())));
		}

		assertThat(checks.get()).as("as often as if nothing had been said").isBetween(1, 2);
		assertThat(time.waitingTasks()).isLessThanOrEqualTo(waiting + 1);
	}

	@Test
	void anotherCheckBeginsAnewAndWhatIsRememberedStays() {
		Scene<String> scene = new Scene<>(time, up(), "a");
		time.advance(ROUND.multipliedBy(2));
		long ups = scene.checks("a").up();

		scene.use(new PoolCheck<>((target, timeout) -> {
			throw new IOException("is down");
		}, RULES.withInterval(Duration.ofSeconds(1))));
		time.advance(ROUND);

		assertThat(scene.checks("a").up()).isEqualTo(ups);
		assertThat(scene.checks("a").down()).isGreaterThanOrEqualTo(4);
		assertThat(scene.endpoint("a").health()).isEqualTo(HealthState.ISOLATED);
	}

	@Test
	void streaksOfTwoChecksDoNotAddUp() {
		PoolCheck<String> first = new PoolCheck<>((target, timeout) -> down("b"), RULES.withVerdicts(2, 3));
		PoolCheck<String> other = new PoolCheck<>((target, timeout) -> down("b"), RULES.withVerdicts(2, 3));
		Scene<String> scene = new Scene<>(time, first, "a");
		while (scene.checks("a").down() < 2) {
			time.advance(ROUND.dividedBy(10));
		}

		scene.use(other);
		while (scene.checks("a").down() < 4) {
			time.advance(ROUND.dividedBy(10));
		}

		assertThat(scene.endpoint("a").health()).isEqualTo(HealthState.UNKNOWN);
	}

	@Test
	void dyingEndpointThatAcceptsConnectionsForAMomentIsLookedAtAgainSoon() {
		AtomicBoolean listens = new AtomicBoolean(true);
		Scene<String> scene = new Scene<>(time, new PoolCheck<>((target, timeout) -> {
			if (!listens.get()) {
				throw new ConnectException("refused");
			}
			return Verdict.UP;
		}, RULES.withInterval(Duration.ofHours(1))), "a", "b");
		scene.doubt("a");
		time.advance(Duration.ofMillis(1));
		listens.set(false);

		time.advance(Duration.ofMillis(99));

		assertThat(scene.endpoint("a").health()).isEqualTo(HealthState.ISOLATED);
	}

	@Test
	void endpointThatIsDoubtedIsNotBelievedSoonerForThat() {
		Scene<String> scene = new Scene<>(time,
				new PoolCheck<>((target, timeout) -> Verdict.UP, RULES.withInterval(Duration.ofHours(1))), "a", "b");
		scene.doubt("a");

		time.advance(RULES.suspectInterval().multipliedBy(3).dividedBy(4));

		assertThat(scene.endpoint("a").health()).isEqualTo(HealthState.SUSPECT);
		time.advance(RULES.suspectInterval().multipliedBy(3).dividedBy(4));
		assertThat(scene.endpoint("a").health()).isEqualTo(HealthState.UP);
	}

	@Test
	void withoutACheckAnEndpointThatItKeptOutMayBeTriedAgain() {
		Scene<String> scene = new Scene<>(time, new PoolCheck<>((target, timeout) -> down(target), RULES), "a", "b");
		time.advance(ROUND.multipliedBy(3));
		time.advance(scene.rules().duration().multipliedBy(2));
		assertThat(scene.trial()).as("its check keeps it out").isNull();

		scene.use(PoolCheck.whileSuspect());

		assertThat(scene.trial()).isEqualTo("b");
		long counted = scene.checks("b").down();
		time.advance(ROUND.multipliedBy(3));
		assertThat(scene.checks("b").down()).as("nothing checks it any more").isEqualTo(counted);
	}

	@Test
	void poolWithoutACheckCanGetOne() {
		Scene<String> scene = new Scene<>(time, PoolCheck.whileSuspect(), "a");

		scene.use(up());
		time.advance(ROUND);

		// the first one comes at any moment of the round, so another may follow
		assertThat(scene.checks("a").up()).isBetween(1L, 2L);
	}

	@Test
	void neverMoreThanOneCheckIsUnderWayWhateverChanges() throws Exception {
		AtomicInteger under = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		try (SystemTime real = new SystemTime()) {
			CheckRules quick = RULES.withInterval(Duration.ofMillis(2));
			Scene<String> scene = new Scene<>(real, PoolCheck.whileSuspect(), "a");
			for (int i = 0; i < 200; i++) {
				HealthCheck<String> check = (target, timeout) -> {
					most.accumulateAndGet(under.incrementAndGet(), Math::max);
					Thread.yield();
					checks.incrementAndGet();
					under.decrementAndGet();
					return Verdict.UP;
				};
				scene.use(new PoolCheck<>(check, quick));
				if (i % 3 == 0) {
					scene.use(PoolCheck.whileSuspect());
					scene.use(new PoolCheck<>(check, quick));
				}
				int seen = checks.get();
				await("a check of the new kind").pollInterval(Duration.ofMillis(1)).until(() -> checks.get() > seen);
			}
		}
		assertThat(most.get()).isOne();
	}

	@Test
	void hungCheckDelaysNoOther() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		try (SystemTime real = new SystemTime()) {
			HealthCheck<String> check = (target, timeout) -> {
				if (target.startsWith("hung")) {
					end.await(1, TimeUnit.MINUTES);
				}
				return Verdict.UP;
			};
			Scene<String> scene = new Scene<>(real,
					new PoolCheck<>(check,
							RULES.withInterval(Duration.ofMillis(20)).withTimeout(Duration.ofMillis(50))),
					"hung1", "hung2", "hung3", "well");

			await("checks go on").until(() -> scene.checks("well").up() >= 20);
			await("hung ones count").until(() -> scene.endpoint("hung1").health() == HealthState.ISOLATED);

			assertThat(scene.checks("hung1").down()).isGreaterThanOrEqualTo(2);
			assertThat(scene.checks("hung1").up()).isZero();
			assertThat(scene.checks("hung1").lastFailure())
				.startsWith("TimeoutException: The check has not ended after");
			end.countDown();
			await("it is checked again").until(() -> scene.checks("hung1").up() >= 2);
		}
	}

	@Test
	void manyEndpointsRememberLess() {
		String[] ids = new String[200];
		for (int i = 0; i < ids.length; i++) {
			ids[i] = "e" + i;
		}
		AtomicInteger round = new AtomicInteger();
		Scene<String> scene = new Scene<>(time,
				new PoolCheck<>((target, timeout) -> (round.get() == 0) ? Verdict.DOWN : Verdict.UP,
						RULES.withInterval(Duration.ofMillis(10)).withVerdicts(1, 1000).withHistory(7)),
				ids);
		time.advance(Duration.ofMillis(100));
		round.set(1);

		time.advance(Duration.ofMillis(100));

		assertThat(scene.checks("e7").down()).isPositive();
		assertThat(scene.checks("e7").upShare()).as("of the seven remembered").isEqualTo(new Ratio(1));
	}

	private Verdict down(String target) throws IOException {
		if (target.equals("b")) {
			throw new IOException("b is down");
		}
		return Verdict.UP;
	}

	private static PoolCheck<String> up() {
		return new PoolCheck<>((target, timeout) -> Verdict.UP, RULES);
	}

	/** The endpoints of a pool and a prober of our own. */
	private static final class Scene<T> {

		private final LeasePolicies<T> policies = new LeasePolicies<>(SelectionPolicy.roundRobin(), null,
				RestorePolicy.byTrial(), (failure) -> Outcome.MAYBE_APPLIED, ScorePolicy.DEFAULT,
				LeasePolicies.Trial.ALLOWED);

		private final LeaseRules leaseRules = new LeaseRules(OneEndpoint.RULES, WhenExhausted.FAIL, null,
				LeaseLimits.NONE);

		private final Leases<T> leases;

		private final Prober<T> prober;

		private final StateWriter<T> writer;

		@SafeVarargs
		Scene(Time time, PoolCheck<T> check, T... targets) {
			EventPublisher events = new EventPublisher(time);
			this.leases = new Leases<>("pool", leaseRules, policies,
					new Leases.Services<>(time, events, new PoolCheck<>(null, RULES)));
			CurrentRules<T> rules = new CurrentRules<>(leaseRules, policies, check);
			this.writer = new StateWriter<>("pool", rules, time, events, (changed) -> changed.pool.parts().rebuild());
			Guards<T> guards = new Guards<>(rules, new SliceClock(time, OneEndpoint.RULES.window()), this::all);
			this.prober = new Prober<>(time, check, writer, guards);
			for (T target : targets) {
				leases.endpoints().add(Endpoint.of(target), AdminState.READY);
			}
			all().forEach(prober::add);
		}

		IsolationRules rules() {
			return leaseRules.isolation();
		}

		List<PooledEndpoint<T>> all() {
			return leases.parts().members.present();
		}

		void use(PoolCheck<T> check) {
			prober.use(check, all());
		}

		PooledEndpoint<T> endpoint(String id) {
			return all().stream().filter((endpoint) -> endpoint.endpoint().id().equals(id)).findFirst().orElseThrow();
		}

		/** As a failed call does. */
		void doubt(String id) {
			PooledEndpoint<T> endpoint = endpoint(id);
			writer.judged(endpoint, Judgement.SUSPECT, "a call failed");
			Objects.requireNonNull(endpoint.checks).checkNow();
		}

		EndpointSnapshot.Checks checks(String id) {
			return leases.endpoints()
				.all()
				.stream()
				.filter((endpoint) -> endpoint.endpoint().id().equals(id))
				.findFirst()
				.orElseThrow()
				.checks();
		}

		/** The endpoint that gets a trial lease, if one does. */
		String trial() {
			List<String> leased = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				try (Lease<T> lease = leases.leaseIfAny(policies, new Tried(), Long.MAX_VALUE)) {
					leased.add(lease.endpoint().id());
				}
			}
			return leased.contains("b") ? "b" : null;
		}

	}

}
