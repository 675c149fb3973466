package io.hapool.call;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.hapool.call.SimulatedFault.Answer;
import io.hapool.call.SimulatedFault.UnderWay;
import io.hapool.pool.Endpoint;
import io.hapool.time.ManualTime;

/**
 * A server as a simulation sees it: it answers after its latency, unless a fault of its
 * script says otherwise. It knows whether it surely answers now, which no engine can.
 */
final class SimulatedEndpoint {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final Duration READING = Duration.ofMillis(1);

	private final Map<SimulatedAttempt, Answer> underWay = new LinkedHashMap<>();

	private final Deque<Long> lastSecond = new ArrayDeque<>();

	private final List<Window> script = new ArrayList<>();

	private final String name;

	private final int tier;

	private final double weight;

	private Latency latency = Latency.uniform(Duration.ofMillis(2), Duration.ofMillis(10));

	private SimulatedFault fault = SimulatedFault.none();

	private ManualTime time = new ManualTime();

	private RandomGenerator random = RandomGenerator.getDefault();

	private boolean checkPathAlive = true;

	private long changed;

	private long requests;

	private int refusals;

	SimulatedEndpoint(String name, int tier, double weight) {
		this.name = name;
		this.tier = tier;
		this.weight = weight;
	}

	SimulatedEndpoint(String name) {
		this(name, 0, 1);
	}

	private record Window(Duration from, Duration until, SimulatedFault fault) {
	}

	SimulatedEndpoint latency(Latency latency) {
		this.latency = latency;
		return this;
	}

	/** Adds a fault to the script. Of two that overlap the one that begins later wins. */
	SimulatedEndpoint fault(Duration from, Duration until, SimulatedFault fault) {
		script.add(new Window(from, until, fault));
		return this;
	}

	/** Adds a fault that comes and goes, each for a while. */
	SimulatedEndpoint flapping(Duration from, Duration until, Duration each, SimulatedFault fault) {
		for (Duration begin = from; begin.compareTo(until) < 0; begin = begin.plus(each.multipliedBy(2))) {
			fault(begin, begin.plus(each), fault);
		}
		return this;
	}

	Endpoint<SimulatedEndpoint> inPool() {
		return Endpoint.builder(this).id(name).tier(tier).weight(weight).build();
	}

	void start(ManualTime time, RandomGenerator random) {
		this.time = time;
		this.random = random;
		this.changed = time.nanos() - Duration.ofDays(1).toNanos();
		for (Window window : script) {
			time.schedule(() -> become(window.fault), window.from);
			time.schedule(() -> end(window), window.until);
		}
	}

	/** Becomes faulty, or sound, whatever the script says. */
	void become(SimulatedFault next) {
		UnderWay before = fault.underWay();
		if (!fault.isLike(next)) {
			changed = time.nanos();
		}
		fault = next;
		if (next.underWay() == UnderWay.BREAK) {
			List.copyOf(underWay.keySet()).forEach((attempt) -> finish(attempt, SimulatedReply.RESET));
		}
		if (before == UnderWay.FREEZE && next.underWay() != UnderWay.FREEZE) {
			thaw();
		}
	}

	void receive(SimulatedAttempt attempt) {
		requests++;
		count();
		Answer answer = fault.answer(latency.draw(random), lastSecond.size(), random);
		if (answer.reply() == SimulatedReply.UNAVAILABLE) {
			refusals++;
		}
		if (answer.reply().isExecuted()) {
			attempt.executed();
		}
		underWay.put(attempt, answer);
		if (answer.reply() != SimulatedReply.NOTHING) {
			schedule(attempt, answer.reply(), Math.max(1, answer.delay()));
		}
	}

	/** The other side has hung up. */
	void forget(SimulatedAttempt attempt) {
		underWay.remove(attempt);
	}

	/** What a check finds that knows nothing of the faults that only calls meet. */
	boolean isCheckedUp() {
		return checkPathAlive && fault.underWay() == UnderWay.GO_ON;
	}

	/** From now on checks fail, whatever calls do. */
	void breakCheckPath() {
		checkPathAlive = false;
	}

	/** Whether it answers each request, and since a moment at the latest. */
	boolean isAnsweringSince(long moment) {
		return fault.slowness() > 0 && changed - moment <= 0;
	}

	/** The longest that a request takes while it answers. */
	Duration longestAnswer() {
		return latency.high().multipliedBy(fault.slowness());
	}

	/** When it last began or ceased to answer some or all requests. */
	long lastChange() {
		return changed;
	}

	String name() {
		return name;
	}

	long requests() {
		return requests;
	}

	/** How often it was overloaded. */
	int refusals() {
		return refusals;
	}

	private void end(Window window) {
		if (fault == window.fault) {
			become(SimulatedFault.none());
		}
	}

	/**
	 * After a stall of this process its timers run before it has read the answers that
	 * came meanwhile.
	 */
	private void schedule(SimulatedAttempt attempt, SimulatedReply reply, long delay) {
		long due = time.nanos() + delay;
		time.schedule(() -> {
			if (time.nanos() - due > 0) {
				time.schedule(() -> due(attempt, reply), READING);
			}
			else {
				due(attempt, reply);
			}
		}, Duration.ofNanos(delay));
	}

	private void due(SimulatedAttempt attempt, SimulatedReply reply) {
		boolean frozen = fault.underWay() == UnderWay.FREEZE && reply != SimulatedReply.CONNECT_TIMEOUT;
		if (!frozen && underWay.containsKey(attempt)) {
			finish(attempt, reply);
		}
	}

	private void thaw() {
		underWay.forEach((attempt, answer) -> {
			SimulatedReply late = (answer.reply() == SimulatedReply.NOTHING) ? SimulatedReply.OK : answer.reply();
			time.schedule(() -> due(attempt, late), Duration.ofMillis(1));
		});
	}

	private void finish(SimulatedAttempt attempt, SimulatedReply reply) {
		underWay.remove(attempt);
		attempt.finish(reply);
	}

	private void count() {
		long now = time.nanos();
		lastSecond.add(now);
		while (now - lastSecond.element() > SECOND) {
			lastSecond.remove();
		}
	}

	@Override
	public String toString() {
		return name;
	}

}
