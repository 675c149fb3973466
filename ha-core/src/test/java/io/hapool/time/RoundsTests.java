package io.hapool.time;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RoundsTests {

	private final Rounds rounds = new Rounds();

	@Test
	void whatIsAskedForWithinARoundIsDoneOnceMoreAndNotWithinIt() {
		List<String> done = new ArrayList<>();

		rounds.run(() -> {
			done.add("begun");
			if (done.size() == 1) {
				rounds.run(() -> done.add("within"));
				rounds.run(() -> done.add("within"));
			}
			done.add("ended");
		});

		assertThat(done).containsExactly("begun", "ended", "begun", "ended");
	}

	@Test
	void workThatFailsKeepsNobodyFromTheNext() {
		AtomicInteger done = new AtomicInteger();

		assertThatIllegalStateException().isThrownBy(() -> rounds.run(() -> {
			throw new IllegalStateException("broken");
		}));
		rounds.run(done::incrementAndGet);

		assertThat(done).hasValue(1);
	}

	@Test
	void afterEachRequestThereIsARoundThatSeesIt() throws InterruptedException {
		AtomicLong asked = new AtomicLong();
		AtomicLong seen = new AtomicLong();
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			threads.add(new Thread(() -> {
				for (int request = 0; request < 10_000; request++) {
					asked.incrementAndGet();
					rounds.run(() -> {
						most.accumulateAndGet(inside.incrementAndGet(), Math::max);
						seen.set(asked.get());
						inside.decrementAndGet();
					});
				}
			}));
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}

		assertThat(seen.get()).isEqualTo(40_000);
		assertThat(most).hasValue(1);
	}

}
