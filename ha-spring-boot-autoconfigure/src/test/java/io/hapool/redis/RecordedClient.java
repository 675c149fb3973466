package io.hapool.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Its probes do what the test says, one after the other, and are counted.
 */
final class RecordedClient extends ServerlessClient {

	/** How long each probe was allowed to take. */
	final List<Duration> limits = new ArrayList<>();

	private final List<Step> script;

	RecordedClient(Step... script) {
		this.script = List.of(script);
	}

	/**
	 * What a probe does.
	 */
	@FunctionalInterface
	interface Step {

		void probe(Duration limit) throws Exception;

	}

	@Override
	public void probe(Probe probe, Duration timeout) throws Exception {
		limits.add(timeout);
		script.get(limits.size() - 1).probe(timeout);
	}

}
