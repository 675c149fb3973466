package io.hapool.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import redis.clients.jedis.Jedis;

/**
 * One thread that writes, remembers what was acknowledged, and looks for it later on both
 * servers. After a failure it pauses for a millisecond.
 */
final class FailoverWriter extends Thread {

	private static final long MILLISECOND = 1_000_000;

	private static final int KEYS = 1000;

	/** What a writer writes. */
	enum Kind {

		/** May be repeated. */
		SET,

		/** May not: shows lost and doubled ones in a counter. */
		INCREMENT,

		/** May not: each value is unique. */
		PUSH

	}

	private final long[] lastAcknowledged = new long[KEYS];

	private final BitSet acknowledged = new BitSet();

	private final Kind kind;

	private final String name;

	private final FailoverClient client;

	private final FailoverGaps gaps;

	private final long pauseNanos;

	private volatile boolean stopped;

	private volatile long begun;

	private int successes;

	private int failures;

	private String lastFailure = "";

	FailoverWriter(Kind kind, int number, FailoverClient client, FailoverGaps gaps, long pauseNanos) {
		super("writer-" + number);
		setDaemon(true);
		this.kind = kind;
		this.name = kind + "-" + number;
		this.client = client;
		this.gaps = gaps;
		this.pauseNanos = pauseNanos;
		Arrays.fill(lastAcknowledged, -1);
	}

	@Override
	public void run() {
		for (int n = 0; !stopped; n++) {
			begun = System.nanoTime();
			try {
				write(n);
				gaps.succeeded(begun);
				successes++;
				acknowledged.set(n);
				lastAcknowledged[n % KEYS] = n;
				pause(pauseNanos);
			}
			catch (RuntimeException ex) {
				gaps.failed(begun);
				failures++;
				lastFailure = ex.toString();
				pause(MILLISECOND);
			}
		}
	}

	private void write(int n) {
		switch (kind) {
			case SET -> client.set(name + "-" + n % KEYS, Integer.toString(n));
			case INCREMENT -> client.increment(name);
			case PUSH -> client.push(name, Integer.toString(n));
		}
	}

	private static void pause(long nanos) {
		if (nanos > 0) {
			LockSupport.parkNanos(nanos);
		}
	}

	/**
	 * Ends after the command that is under way. One that hangs counts for the time that
	 * it has hung, and is left alone.
	 */
	void end(long patienceMillis) {
		stopped = true;
		try {
			join(patienceMillis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (isAlive()) {
			gaps.failed(begun);
		}
	}

	void stopSoon() {
		stopped = true;
	}

	Kind kind() {
		return kind;
	}

	/** How many failed; a command that hangs has. */
	int failures() {
		return failures + (isAlive() ? 1 : 0);
	}

	String lastFailure() {
		return isAlive() ? "hangs" : lastFailure;
	}

	/**
	 * What became of the writes.
	 *
	 * @param lost acknowledged, and on neither server
	 * @param doubled there more than once
	 */
	record Fate(long lost, long doubled) {

		Fate plus(Fate other) {
			return new Fate(lost + other.lost, doubled + other.doubled);
		}

	}

	/**
	 * Looks on both servers.
	 */
	Fate look(Jedis east, Jedis west) {
		return switch (kind) {
			case SET -> new Fate(lostKeys(east, west), 0);
			case INCREMENT -> {
				long counted = number(east.get(name)) + number(west.get(name));
				yield new Fate(Math.max(0, successes - counted), Math.max(0, counted - successes - failures()));
			}
			case PUSH -> listed(east.lrange(name, 0, -1), west.lrange(name, 0, -1));
		};
	}

	private long lostKeys(Jedis east, Jedis west) {
		long lost = 0;
		for (int key = 0; key < KEYS; key++) {
			if (lastAcknowledged[key] >= 0) {
				String there = name + "-" + key;
				long newest = Math.max(number(east.get(there)), number(west.get(there)));
				lost += (newest < lastAcknowledged[key]) ? 1 : 0;
			}
		}
		return lost;
	}

	private Fate listed(List<String> east, List<String> west) {
		List<String> all = new ArrayList<>(east);
		all.addAll(west);
		Map<Integer, Integer> counts = new HashMap<>();
		all.forEach((value) -> counts.merge(Integer.valueOf(value), 1, Integer::sum));
		long lost = acknowledged.stream().filter((n) -> !counts.containsKey(n)).count();
		long doubled = counts.values().stream().filter((count) -> count > 1).count();
		return new Fate(lost, doubled);
	}

	private static long number(@org.jspecify.annotations.Nullable String value) {
		return (value != null) ? Long.parseLong(value) : 0;
	}

}
