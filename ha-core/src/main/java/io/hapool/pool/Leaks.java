package io.hapool.pool;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds leases that their callers never end, by the epoch in which they began: an epoch
 * is a third of the age at which a lease counts as leaked. Reported once, with the stack
 * of one that was traced: one in 16,384, and one in 16 after the first leak.
 */
final class Leaks {

	private static final Logger logger = LoggerFactory.getLogger(Leaks.class);

	private static final int SELDOM = 16_384;

	private static final int OFTEN = 16;

	private final Map<PoolLease<?>, Trace> traces = new ConcurrentHashMap<>();

	private final AtomicBoolean complained = new AtomicBoolean();

	private final String pool;

	private final CurrentRules<?> rules;

	private volatile int epoch;

	/** When the epoch began. */
	private long epochBegan;

	private long epochLength;

	private volatile int tracedOneIn = SELDOM;

	private boolean reported;

	private boolean stackTold;

	/**
	 * @param origin from which on epochs are counted
	 */
	Leaks(String pool, CurrentRules<?> rules, long origin) {
		this.epochBegan = origin;
		this.pool = pool;
		this.rules = rules;
		this.epochLength = length();
	}

	private Duration maxAge() {
		return rules.limits().maxLeaseAge();
	}

	private long length() {
		long age = Math.min(TimeUnit.NANOSECONDS.convert(maxAge()), Long.MAX_VALUE / Cells.HAND_EPOCHS);
		return Math.max(1, age / (Cells.HAND_EPOCHS - 1));
	}

	private record Trace(long begun, Throwable stack) {
	}

	/** The name of the pool. */
	String pool() {
		return pool;
	}

	/** The current epoch of leases by hand. */
	int epoch() {
		return epoch;
	}

	/** The periodic work looks at the clock; leases do not. */
	boolean isNextEpoch(long now) {
		long length = length();
		if (length != epochLength) {
			// epochs of another length follow: the current one ends, and no lease ages at
			// once
			epochLength = length;
			return begin(1, now);
		}
		long passed = (now - epochBegan) / length;
		if (passed <= 0) {
			return false;
		}
		return begin(passed, epochBegan + passed * length);
	}

	private boolean begin(long passed, long began) {
		epochBegan = began;
		int current = epoch;
		epoch = current + (int) passed;
		return true;
	}

	boolean isTraced(long begun) {
		return (begun & (tracedOneIn - 1)) == tracedOneIn - 1;
	}

	void trace(PoolLease<?> lease, long now) {
		traces.put(lease, new Trace(now, new Throwable("The lease was taken here")));
	}

	void ended(PoolLease<?> lease) {
		traces.remove(lease);
	}

	void reclaim(PooledEndpoint<?> endpoint, long now) {
		endpoint.aborts.removeIf((aborts) -> aborts.isLeaked(now, length() * Cells.HAND_EPOCHS));
		int leaked = endpoint.reclaim(epoch);
		if (leaked > 0) {
			endpoint.neutral.add(leaked);
			report(endpoint, leaked, now);
		}
	}

	private void report(PooledEndpoint<?> endpoint, int leaked, long now) {
		Throwable stack = oldTrace(now);
		tracedOneIn = OFTEN;
		if (reported && (stack == null || stackTold)) {
			return;
		}
		reported = true;
		stackTold = stack != null;
		String where = (stack != null) ? "One of them was taken at the stack below."
				: "From now on one lease in " + OFTEN + " is traced, to tell where they are taken.";
		logger.warn("[{}] {} leases on {} have not been ended for {} and are taken back: close() each lease, or use"
				+ " EndpointPool.call. {}", pool, leaked, endpoint.endpoint(), maxAge(), where, stack);
	}

	void closedWithoutOutcome(Lease<?> lease) {
		if (complained.compareAndSet(false, true)) {
			logger.warn("[{}] A {} was closed without an outcome, so nothing is booked on the endpoint: call succeed()"
					+ " or fail(Throwable) before close(), or use EndpointPool.call. Not logged again for this pool.",
					pool, lease);
		}
	}

	private @Nullable Throwable oldTrace(long now) {
		Throwable found = null;
		for (Map.Entry<PoolLease<?>, Trace> entry : traces.entrySet()) {
			if (now - entry.getValue().begun() > TimeUnit.NANOSECONDS.convert(maxAge())) {
				traces.remove(entry.getKey());
				found = entry.getValue().stack();
			}
		}
		return found;
	}

}
