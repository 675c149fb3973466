package io.hapool.fault;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hapool.event.EventPublisher;
import io.hapool.pool.HealthState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault 32: a listener throws, another blocks for ever. Calls and isolation go on as if
 * there were none, a third listener is told all, and the failing one is logged once.
 */
@MeasuresTime
@Timeout(60)
class HarmfulListenerTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(EventPublisher.class.getPackageName());

	private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

	private final CountDownLatch released = new CountDownLatch(1);

	private final CountDownLatch blocked = new CountDownLatch(1);

	private final AtomicInteger thrown = new AtomicInteger();

	@BeforeEach
	void listen() {
		logged.start();
		logger.addAppender(logged);
	}

	@AfterEach
	void stopListening() {
		logger.detachAppender(logged);
	}

	@Test
	void listenersThatThrowOrBlockLeaveCallsAndIsolationAlone() throws InterruptedException {
		try (FaultScene scene = FaultScene.start()) {
			scene.events().subscribe((event) -> block());
			scene.events().subscribe((event) -> fail());
			try (OpenLoopLoad load = OpenLoopLoad.start(300, scene::call)) {
				scene.awaitAllUp();
				blocked.await();

				Duration isolated = killAndRestart(scene, scene.backend(1));
				LoadResult result = load.stop();

				assertThat(result.failed()).isEmpty();
				assertThat(isolated).isLessThan(Duration.ofSeconds(1));
				assertThat(LoadResult.median(LoadResult.latencies(result.samples()))).isLessThan(Duration.ofMillis(50));
				verifyLoggedOnce();
				released.countDown();
				scene.verify(result);
			}
		}
	}

	private static Duration killAndRestart(FaultScene scene, BackendProcess killed) {
		long mark = System.nanoTime();
		killed.kill();
		Duration isolated = scene.log().awaitChange(scene.id(killed), HealthState.ISOLATED, mark);
		killed.restart();
		scene.awaitUp(killed);
		return isolated;
	}

	/**
	 * The log of the scene is the third listener; {@code verify} checks that it has all.
	 */
	private void verifyLoggedOnce() {
		assertThat(thrown).hasValueGreaterThan(1);
		assertThat(logged.list).singleElement()
			.satisfies((event) -> assertThat(event.getThrowableProxy().getMessage()).isEqualTo("a bad listener"));
	}

	private void block() {
		blocked.countDown();
		try {
			released.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void fail() {
		thrown.incrementAndGet();
		throw new IllegalStateException("a bad listener");
	}

}
