package io.hapool.fault;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The outcome of a load of which every second call must not be repeated, nor any of the
 * first: whatever endpoint is broken, some of these meet it before it is isolated.
 *
 * @param result what has become of the calls
 * @param requests how often each has been read, over all backends that live
 */
public record MixedLoad(LoadResult result, Map<String, Integer> requests) {

	private static final int PER_SECOND = 100;

	private static final int FIRST = 20;

	/**
	 * Runs such a load to its end.
	 */
	public static MixedLoad run(FaultScene scene, Duration length) {
		try (OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, (id) -> {
			if (isIdempotent(id)) {
				scene.call(id);
			}
			else {
				scene.callOnce(id);
			}
		})) {
			await("the end of the load").atMost(length.multipliedBy(2)).until(() -> load.age().compareTo(length) >= 0);
			return new MixedLoad(load.stop(), scene.requests());
		}
	}

	/**
	 * Checks that no idempotent call failed, and that of the others, whether they failed
	 * or not, none has been read twice.
	 */
	public void verifyIdempotentSucceededAndOthersWereSentOnce() {
		assertThat(result.failed()).noneMatch((sample) -> isIdempotent(sample.id()));
		Map<String, Integer> others = new HashMap<>();
		requests.forEach((id, count) -> {
			if (!isIdempotent(id)) {
				others.put(id, count);
			}
		});
		assertThat(others).isNotEmpty().allSatisfy((id, count) -> assertThat(count).isOne());
	}

	private static boolean isIdempotent(String id) {
		int number = Integer.parseInt(id.substring(id.indexOf('-') + 1));
		return number > FIRST && number % 2 == 0;
	}

}
