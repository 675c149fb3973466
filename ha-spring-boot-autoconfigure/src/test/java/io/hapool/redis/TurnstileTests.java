package io.hapool.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.Background;
import io.hapool.redis.Turnstile.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Who gets in, who waits, and who is sent away.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TurnstileTests {

	private static final Duration FOR_EVER = Duration.ofMillis(-1);

	private final Turnstile turnstile = new Turnstile(2, () -> this.closed);

	private volatile boolean closed;

	@Test
	void asManyEnterAsThereArePlaces() throws InterruptedException {
		assertThat(turnstile.enter(FOR_EVER)).isEqualTo(Entry.ADMITTED);
		assertThat(turnstile.enter(Duration.ZERO)).isEqualTo(Entry.ADMITTED);
		assertThat(turnstile.enter(Duration.ZERO)).isEqualTo(Entry.LATE);
		assertThat(turnstile.enter(Duration.ofMillis(20))).isEqualTo(Entry.LATE);

		turnstile.leave();
		assertThat(turnstile.enter(Duration.ZERO)).isEqualTo(Entry.ADMITTED);
	}

	@Test
	void negativeNumberIsNoLimit() throws InterruptedException {
		Turnstile open = new Turnstile(-1, () -> false);

		for (int i = 0; i < 10_000; i++) {
			assertThat(open.enter(Duration.ZERO)).isEqualTo(Entry.ADMITTED);
		}
	}

	@Test
	void whoWaitsGetsThePlaceOfWhoLeaves() throws InterruptedException {
		fill();
		CompletableFuture<Entry> waiting = waiting();

		turnstile.leave();

		assertThat(waiting.join()).isEqualTo(Entry.ADMITTED);
		assertThat(turnstile.enter(Duration.ZERO)).isEqualTo(Entry.LATE);
		assertThat(turnstile.waiting()).isZero();
	}

	@Test
	void allWhoWaitAreSentAwayAndNoPlaceIsLost() throws InterruptedException {
		fill();
		List<CompletableFuture<Entry>> waiting = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			waiting.add(waiting());
		}

		closed = true;
		turnstile.look();

		assertThat(waiting).allSatisfy((one) -> assertThat(one.join()).isEqualTo(Entry.CLOSED));
		assertThat(turnstile.enter(FOR_EVER)).as("who comes later").isEqualTo(Entry.CLOSED);

		turnstile.leave();
		assertThat(turnstile.enter(FOR_EVER)).as("with a place").isEqualTo(Entry.ADMITTED);
	}

	@Test
	void whoIsInterruptedLeavesThePlaceToOthers() throws InterruptedException {
		fill();
		Thread interrupted = new Thread(() -> assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> turnstile.enter(FOR_EVER)));
		interrupted.start();
		await().until(() -> turnstile.waiting() == 1);
		CompletableFuture<Entry> other = waiting();

		interrupted.interrupt();
		interrupted.join();
		turnstile.leave();

		assertThat(other.join()).isEqualTo(Entry.ADMITTED);
	}

	@Test
	void neverMoreAreInsideThanMayBeAndNobodyIsForgotten() {
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		List<CompletableFuture<Void>> threads = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			threads.add(Background.run(() -> {
				for (int j = 0; j < 20_000; j++) {
					enterForEver();
					most.accumulateAndGet(inside.incrementAndGet(), Math::max);
					inside.decrementAndGet();
					turnstile.leave();
				}
			}));
		}

		CompletableFuture.allOf(threads.toArray(CompletableFuture<?>[]::new)).join();
		assertThat(most).hasValueBetween(1, 2);
		assertThat(turnstile.waiting()).isZero();
	}

	private void fill() throws InterruptedException {
		turnstile.enter(Duration.ZERO);
		turnstile.enter(Duration.ZERO);
	}

	private CompletableFuture<Entry> waiting() {
		int before = turnstile.waiting();
		CompletableFuture<Entry> waiting = Background.supply(this::enterForEver);
		await().until(() -> turnstile.waiting() == before + 1);
		return waiting;
	}

	private Entry enterForEver() {
		try {
			return turnstile.enter(FOR_EVER);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
