package io.hapool.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import redis.clients.jedis.Jedis;

/**
 * One client, one fault, one load, once.
 */
final class FailoverRun {

	private static final Duration WARM_UP = Duration.ofMillis(700);

	private static final Duration BEFORE = Duration.ofMillis(500);

	private static final Duration AFTER = Duration.ofMillis(1500);

	private static final Duration LONGEST = Duration.ofSeconds(15);

	private static final Duration CALM = Duration.ofSeconds(1);

	private static final Duration LOOK = Duration.ofMillis(50);

	private static final long PATIENCE = 5000;

	/** How the application writes. */
	enum Load {

		ONE_WRITER("1 writer, each ms", 1, 1_000_000), MANY_THREADS("16 threads, no pause", 16, 0);

		private final String label;

		private final int threads;

		private final long pause;

		Load(String label, int threads, long pause) {
			this.label = label;
			this.threads = threads;
			this.pause = pause;
		}

		/** Of eight threads one counts and one pushes, if there are so many. */
		private FailoverWriter.Kind kind(int thread) {
			if (threads == 1) {
				return FailoverWriter.Kind.SET;
			}
			return switch (thread % 8) {
				case 0 -> FailoverWriter.Kind.INCREMENT;
				case 1 -> FailoverWriter.Kind.PUSH;
				default -> FailoverWriter.Kind.SET;
			};
		}

		@Override
		public String toString() {
			return label;
		}

	}

	private final FailoverContender contender;

	private final FailoverFault fault;

	private final Load load;

	private final FailoverGaps gaps = new FailoverGaps();

	FailoverRun(FailoverContender contender, FailoverFault fault, Load load) {
		this.contender = contender;
		this.fault = fault;
		this.load = load;
	}

	/**
	 * What the application saw.
	 *
	 * @param errors of commands that may be repeated
	 * @param otherErrors of those that may not
	 * @param gap the longest time without an answer for anybody, in ms
	 * @param call the longest time that a command took, in ms
	 * @param fate what became of the writes
	 * @param example one of the errors
	 */
	record Seen(long errors, long otherErrors, double gap, double call, FailoverWriter.Fate fate, String example) {
	}

	Seen run() {
		try (FailoverScene scene = new FailoverScene(fault)) {
			List<FailoverWriter> writers = load(scene);
			scene.server().recover();
			scene.other().recover();
			LocalRedis.pause(BEFORE); // what was sent before a stop is carried out after
										// it
			return seen(scene, writers);
		}
	}

	private List<FailoverWriter> load(FailoverScene scene) {
		try (FailoverClient client = scene.connect(contender)) {
			List<FailoverWriter> writers = IntStream.range(0, load.threads)
				.mapToObj((thread) -> new FailoverWriter(load.kind(thread), thread, client, gaps, load.pause))
				.toList();
			writers.forEach(Thread::start);
			LocalRedis.pause(WARM_UP);
			gaps.begin();
			LocalRedis.pause(BEFORE);
			fault.strike(scene);
			awaitCalm();
			writers.forEach(FailoverWriter::stopSoon);
			gaps.end();
			writers.forEach((writer) -> writer.end(PATIENCE));
			return writers;
		}
	}

	private void awaitCalm() {
		long begin = System.nanoTime();
		LocalRedis.pause(AFTER);
		while (!gaps.isCalm(CALM.toNanos()) && System.nanoTime() - begin < LONGEST.toNanos()) {
			LocalRedis.pause(LOOK);
		}
	}

	private Seen seen(FailoverScene scene, List<FailoverWriter> writers) {
		FailoverWriter.Fate fate = new FailoverWriter.Fate(0, 0);
		List<String> examples = new ArrayList<>();
		long errors = 0;
		long otherErrors = 0;
		try (Jedis east = scene.server().connect(); Jedis west = scene.other().connect()) {
			for (FailoverWriter writer : writers) {
				fate = fate.plus(writer.look(east, west));
				boolean repeatable = writer.kind() == FailoverWriter.Kind.SET;
				errors += repeatable ? writer.failures() : 0;
				otherErrors += repeatable ? 0 : writer.failures();
				if (writer.failures() > 0) {
					examples.add(writer.kind() + ": " + writer.lastFailure());
				}
			}
		}
		String example = examples.stream()
			.filter((text) -> text.startsWith("SET"))
			.findFirst()
			.orElse(examples.isEmpty() ? "" : examples.get(0));
		return new Seen(errors, otherErrors, gaps.gapMillis(), gaps.callMillis(), fate, example);
	}

}
