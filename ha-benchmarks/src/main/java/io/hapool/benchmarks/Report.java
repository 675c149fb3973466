package io.hapool.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hapool.benchmarks.Measurements.Figure;

/**
 * The tables of what was measured.
 */
final class Report {

	private static final String ABSENT = "";

	private final Measurements measurements;

	Report(Measurements measurements) {
		this.measurements = measurements;
	}

	MarkdownTable contenders() {
		MarkdownTable table = new MarkdownTable("one call that succeeds, 8 endpoints", "ns, 1 thread", "2 threads",
				"4 threads", "B", "ours / peer, 1 thread", "2 threads");
		for (Contender contender : Contender.ALL) {
			for (Subject subject : measurements.variants(contender.benchmark())) {
				table.add(row(contender, subject));
			}
		}
		return table;
	}

	private List<String> row(Contender contender, Subject subject) {
		List<String> cells = new ArrayList<>();
		cells.add(contender.label(subject));
		for (int threads : Measurements.THREADS) {
			cells.add(measurements.figure(subject, threads)
				.map((figure) -> MarkdownTable.number(figure.nanos()))
				.orElse(ABSENT));
		}
		cells.add(measurements.figure(subject, 1).map((figure) -> MarkdownTable.bytes(figure.bytes())).orElse(ABSENT));
		cells.add(ratio(contender, subject, 1));
		cells.add(ratio(contender, subject, 2));
		return cells;
	}

	private String ratio(Contender contender, Subject peer, int threads) {
		Optional<Double> quotient = contender.counterpart(peer)
			.flatMap((ours) -> measurements.figure(ours, threads))
			.flatMap((own) -> measurements.figure(peer, threads).map((other) -> own.nanos() / other.nanos()));
		return quotient.map(MarkdownTable::ratio).orElse(ABSENT);
	}

	MarkdownTable scale() {
		MarkdownTable table = new MarkdownTable("ours, callback, by number of endpoints", "ns, 8", "1,000", "10,000",
				"B, 10,000", "10,000 / 8", "10,000 / 1,000");
		for (String selection : Selections.names()) {
			Optional<Figure> few = measurements.figure(scaled(selection, 8), 1);
			Optional<Figure> many = measurements.figure(scaled(selection, 1000), 1);
			Optional<Figure> most = measurements.figure(scaled(selection, 10000), 1);
			if (few.isPresent() && many.isPresent() && most.isPresent()) {
				table.add(List.of(selection, MarkdownTable.number(few.get().nanos()),
						MarkdownTable.number(many.get().nanos()), MarkdownTable.number(most.get().nanos()),
						MarkdownTable.bytes(most.get().bytes()),
						MarkdownTable.ratio(most.get().nanos() / few.get().nanos()),
						MarkdownTable.ratio(most.get().nanos() / many.get().nanos())));
			}
		}
		return table;
	}

	static Subject scaled(String selection, int endpoints) {
		return new Subject("ScaleBenchmark.callback",
				Map.of("selection", selection, "endpoints", Integer.toString(endpoints)));
	}

	MarkdownTable goals() {
		MarkdownTable table = new MarkdownTable("goal", "at most", "measured", "");
		for (Goal goal : new Goals(measurements).all()) {
			table.add(List.of(goal.label(), goal.write(goal.limit()), goal.write(goal.measured()), goal.verdict()));
		}
		return table;
	}

}
