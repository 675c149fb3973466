package io.hapool.call;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InterruptionTests {

	private static final int ROUNDS = 200_000;

	private final Interruption interruption = new Interruption(Thread.currentThread());

	@AfterEach
	void clearFlag() {
		Thread.interrupted();
	}

	@Test
	void interruptsTheThreadAndClearsTheFlagAtTheEnd() {
		interruption.interrupt();
		boolean during = Thread.currentThread().isInterrupted();
		boolean ours = interruption.end();

		assertThat(during).isTrue();
		assertThat(ours).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void doesNothingAfterTheEnd() {
		boolean ours = interruption.end();
		interruption.interrupt();

		assertThat(ours).isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void interruptFromElsewhereIsKeptAtTheEnd() {
		Thread.currentThread().interrupt();

		assertThat(interruption.end()).isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void interruptFromElsewhereThatCameFirstIsKept() {
		Thread.currentThread().interrupt();
		interruption.interrupt();

		assertThat(interruption.end()).isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void secondEndClearsNothing() {
		interruption.interrupt();
		interruption.end();
		Thread.currentThread().interrupt();

		assertThat(interruption.end()).isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void noInterruptComesAfterTheEndHoweverTheyMeet() throws Exception {
		AtomicInteger strays = new AtomicInteger();

		race(Interruption::interrupt, (attempt) -> {
			attempt.end();
			strays.addAndGet(Thread.interrupted() ? 1 : 0);
		}, () -> strays.addAndGet(Thread.interrupted() ? 1 : 0));

		assertThat(strays).hasValue(0);
	}

	@Test
	void noInterruptFromElsewhereIsLostHoweverTheyMeet() throws Exception {
		AtomicInteger kept = new AtomicInteger();
		Thread callersThread = Thread.currentThread();

		race((attempt) -> {
			callersThread.interrupt();
			attempt.interrupt();
		}, Interruption::end, () -> kept.addAndGet(Thread.interrupted() ? 1 : 0));

		assertThat(kept).hasValue(ROUNDS);
	}

	/**
	 * In each round another thread does something to an attempt of this thread while this
	 * one ends it; when both are done, this one looks at what has come of it.
	 */
	private static void race(Consumer<Interruption> other, Consumer<Interruption> own, Runnable afterwards)
			throws Exception {
		AtomicReference<Interruption> attempt = new AtomicReference<>();
		AtomicInteger done = new AtomicInteger();
		Thread callersThread = Thread.currentThread();
		Thread background = new Thread(() -> {
			for (int round = 1; round <= ROUNDS; round++) {
				Interruption current;
				while ((current = attempt.getAndSet(null)) == null) {
					Thread.onSpinWait();
				}
				other.accept(current);
				done.set(round);
			}
		});
		background.start();
		for (int round = 1; round <= ROUNDS; round++) {
			Interruption current = new Interruption(callersThread);
			attempt.set(current);
			for (int i = round % 64; i > 0; i--) {
				Thread.onSpinWait();
			}
			own.accept(current);
			while (done.get() != round) {
				Thread.onSpinWait();
			}
			afterwards.run();
		}
		background.join();
	}

}
