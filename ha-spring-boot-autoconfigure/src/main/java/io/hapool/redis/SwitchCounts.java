package io.hapool.redis;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often another database was selected, by reason.
 */
final class SwitchCounts {

	/** Complete from the beginning: its values alone change. */
	private final Map<SwitchReason, LongAdder> counts = new EnumMap<>(SwitchReason.class);

	SwitchCounts() {
		for (SwitchReason reason : SwitchReason.values()) {
			counts.put(reason, new LongAdder());
		}
	}

	void count(SwitchReason reason) {
		Objects.requireNonNull(counts.get(reason)).increment();
	}

	/** Zeros too. */
	Map<SwitchReason, Long> all() {
		Map<SwitchReason, Long> all = new EnumMap<>(SwitchReason.class);
		counts.forEach((reason, count) -> all.put(reason, count.sum()));
		return all;
	}

}
