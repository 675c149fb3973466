package io.hapool.call;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InterruptionTests {

	private static final int ROUNDS = 20_000;

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
		AtomicInteger interrupts = new AtomicInteger();

		new Race((attempt, thread) -> attempt.interrupt(), (attempt) -> {
			interrupts.addAndGet(attempt.end() ? 1 : 0);
			strays.addAndGet(Thread.interrupted() ? 1 : 0);
		}, () -> strays.addAndGet(Thread.interrupted() ? 1 : 0)).run();

		assertThat(interrupts.get()).as("rounds in which the interrupt came first").isBetween(1, ROUNDS - 1);
		assertThat(strays).hasValue(0);
	}

	@Test
	void noInterruptFromElsewhereIsLostHoweverTheyMeet() throws Exception {
		AtomicInteger kept = new AtomicInteger();

		new Race((attempt, thread) -> {
			thread.interrupt();
			attempt.interrupt();
		}, Interruption::end, () -> kept.addAndGet(Thread.interrupted() ? 1 : 0)).run();

		assertThat(kept).hasValue(ROUNDS);
	}

	private static void await(AtomicInteger counter, int value) {
		while (counter.get() != value) {
			Thread.yield();
		}
	}

	private static void spin(int times) {
		for (int i = 0; i < times; i++) {
			Thread.onSpinWait();
		}
	}

	/**
	 * In each round the thread of the test does something to an attempt of the caller's
	 * thread, while that one ends it; when both are done, that one looks at what has come
	 * of it. Each is surely first in one round of fifty, whatever the machine does; the
	 * others are left to chance.
	 */
	private record Race(BiConsumer<Interruption, Thread> other, Consumer<Interruption> own, Runnable afterwards,
			AtomicReference<Interruption> attempt, AtomicInteger begun, AtomicInteger ended, AtomicInteger done) {

		Race(BiConsumer<Interruption, Thread> other, Consumer<Interruption> own, Runnable afterwards) {
			this(other, own, afterwards, new AtomicReference<>(), new AtomicInteger(), new AtomicInteger(),
					new AtomicInteger());
		}

		void run() throws InterruptedException {
			Thread callersThread = new SlowlyInterrupted(() -> IntStream.rangeClosed(1, ROUNDS).forEach(this::end));
			callersThread.start();
			for (int round = 1; round <= ROUNDS; round++) {
				meet(round, callersThread);
			}
			callersThread.join();
		}

		private void end(int round) {
			Interruption current = new Interruption(Thread.currentThread());
			attempt.set(current);
			await(begun, round);
			if (round % 50 == 25) {
				await(done, round);
			}
			spin(round % 11 * 100);
			own.accept(current);
			ended.set(round);
			await(done, round);
			afterwards.run();
		}

		private void meet(int round, Thread callersThread) {
			Interruption current;
			while ((current = attempt.getAndSet(null)) == null) {
				Thread.yield();
			}
			begun.set(round);
			if (round % 50 == 0) {
				await(ended, round);
			}
			spin(round % 7 * 100);
			other.accept(current, callersThread);
			done.set(round);
		}

	}

	/** Takes its time over an interrupt, so that an end may come in the midst of it. */
	private static final class SlowlyInterrupted extends Thread {

		SlowlyInterrupted(Runnable task) {
			super(task);
		}

		@Override
		public void interrupt() {
			spin(20);
			super.interrupt();
		}

	}

}
