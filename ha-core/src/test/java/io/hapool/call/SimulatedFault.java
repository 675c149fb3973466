package io.hapool.call;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What is wrong with an endpoint for a while: what it makes of each request that comes,
 * and of those that are with it when the fault begins.
 */
interface SimulatedFault {

	/** What happens to a request. */
	record Answer(SimulatedReply reply, long delay) {
	}

	/** What becomes of the requests that are with the endpoint when the fault begins. */
	enum UnderWay {

		GO_ON, BREAK, FREEZE

	}

	/**
	 * Answers a request.
	 * @param latency how long the healthy endpoint would take, in nanoseconds
	 * @param load requests that came within the last second
	 * @param random the chance of this simulation
	 */
	Answer answer(long latency, int load, RandomGenerator random);

	default UnderWay underWay() {
		return UnderWay.GO_ON;
	}

	/** By how much answers take longer; 0: some requests are not answered at all. */
	default int slowness() {
		return 0;
	}

	/** Whether some requests are answered, though perhaps not all. */
	default boolean answersSome() {
		return true;
	}

	/** Whether nobody could tell it from another. */
	default boolean isLike(SimulatedFault other) {
		boolean dead = !answersSome() && !other.answersSome();
		return dead || (slowness() > 0 && slowness() == other.slowness());
	}

	/** No fault. */
	static SimulatedFault none() {
		return slow(1);
	}

	/** The process is gone: refused at once, what was under way is reset. */
	static SimulatedFault killed() {
		return breaking(UnderWay.BREAK, SimulatedReply.REFUSED, Duration.ofMillis(1));
	}

	/** No new connection is to be had; what is under way goes on. */
	static SimulatedFault refusing() {
		return breaking(UnderWay.GO_ON, SimulatedReply.REFUSED, Duration.ofMillis(1));
	}

	/** The process is stopped: it connects and never answers, until it goes on. */
	static SimulatedFault hung() {
		return breaking(UnderWay.FREEZE, SimulatedReply.NOTHING, Duration.ZERO);
	}

	/** All packets are dropped: nobody can connect, and no answer comes. */
	static SimulatedFault blackHole() {
		return breaking(UnderWay.FREEZE, SimulatedReply.CONNECT_TIMEOUT, Duration.ofSeconds(1));
	}

	/** A share of the requests gets an answer that is an error. */
	static SimulatedFault errors(double share, SimulatedReply error) {
		return (latency, load, random) -> new Answer((random.nextDouble() < share) ? error : SimulatedReply.OK,
				latency);
	}

	/** All answers take longer. */
	static SimulatedFault slow(int factor) {
		return new SimulatedFault() {
			@Override
			public Answer answer(long latency, int load, RandomGenerator random) {
				return new Answer(SimulatedReply.OK, latency * factor);
			}

			@Override
			public int slowness() {
				return factor;
			}
		};
	}

	/** Beyond some requests a second it fails. */
	static SimulatedFault overloadedAbove(int perSecond) {
		return (latency, load,
				random) -> new Answer((load > perSecond) ? SimulatedReply.UNAVAILABLE : SimulatedReply.OK, latency);
	}

	/** A share of the packets is lost and sent again after 200 ms, 400 ms ... */
	static SimulatedFault lossy(double share) {
		return (latency, load, random) -> {
			long delay = latency;
			long again = Duration.ofMillis(200).toNanos();
			while (random.nextDouble() < share) {
				delay += again;
				again *= 2;
			}
			return new Answer(SimulatedReply.OK, delay);
		};
	}

	private static SimulatedFault breaking(UnderWay underWay, SimulatedReply reply, Duration delay) {
		Answer answer = new Answer(reply, delay.toNanos());
		return new SimulatedFault() {
			@Override
			public Answer answer(long latency, int load, RandomGenerator random) {
				return answer;
			}

			@Override
			public UnderWay underWay() {
				return underWay;
			}

			@Override
			public boolean answersSome() {
				return false;
			}
		};
	}

}
