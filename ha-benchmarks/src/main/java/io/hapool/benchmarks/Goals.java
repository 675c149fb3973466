package io.hapool.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hapool.benchmarks.Goal.Unit;
import io.hapool.benchmarks.Measurements.Figure;

/**
 * What the engine is meant to reach, in the same run as its peers. What was not measured
 * is left out.
 */
final class Goals {

	private final Measurements measurements;

	private final List<Goal> goals = new ArrayList<>();

	Goals(Measurements measurements) {
		this.measurements = measurements;
	}

	List<Goal> all() {
		goals.clear();
		measurements.variants(Contender.CALLBACK).forEach(this::addCallback);
		for (Subject lease : measurements.variants(Contender.LEASE)) {
			measured(lease, 1)
				.ifPresent((figure) -> add("garbage, lease object" + variant(lease), Unit.BYTES, 48, figure.bytes()));
		}
		Subject annotation = Contender.OUR_ANNOTATION;
		addRatio("`@HighlyAvailable` / Resilience4j's annotations", 0.04, annotation,
				peer(Contender.RESILIENCE4J_ANNOTATIONS));
		addRatio("`@HighlyAvailable` / `@Retryable`", 0.7, annotation, peer(Contender.RETRYABLE));
		addScale(Selections.ROUND_ROBIN, 2);
		addScale(Selections.FASTEST, 3.5);
		addNanos("refusal when all are isolated", 30, Contender.REFUSAL);
		addNanos("record alone", 8, Contender.RECORD);
		return List.copyOf(goals);
	}

	private void addCallback(Subject callback) {
		String label = "callback" + variant(callback);
		Optional<Figure> alone = measured(callback, 1);
		Optional<Figure> two = measured(callback, 2);
		alone.ifPresent((figure) -> add(label + ", 1 thread", Unit.NANOS, 40, figure.nanos()));
		two.ifPresent((figure) -> add(label + ", 2 threads", Unit.NANOS, 45, figure.nanos()));
		alone.ifPresent((figure) -> add("garbage, " + label, Unit.BYTES, 0, figure.bytes()));
		Subject armeria = peer(Contender.ARMERIA);
		addRatio(label + " / Armeria, 1 thread", 0.9, callback, armeria);
		measured(armeria, 2).ifPresent((other) -> two
			.ifPresent((own) -> add(label + " / Armeria, 2 threads", Unit.RATIO, 0.6, own.nanos() / other.nanos())));
	}

	private void addScale(String selection, double limit) {
		Subject most = Report.scaled(selection, 10000);
		addRatio(selection + ", 10,000 endpoints / 8", limit, most, Report.scaled(selection, 8));
		addRatio(selection + ", 10,000 endpoints / 1,000", 2, most, Report.scaled(selection, 1000));
	}

	private void addNanos(String label, double limit, String benchmark) {
		for (Subject subject : measurements.variants(benchmark)) {
			measured(subject, 1)
				.ifPresent((figure) -> add(label + variant(subject), Unit.NANOS, limit, figure.nanos()));
		}
	}

	private void addRatio(String label, double limit, Subject ours, Subject other) {
		measured(ours, 1).ifPresent((own) -> measured(other, 1)
			.ifPresent((figure) -> add(label, Unit.RATIO, limit, own.nanos() / figure.nanos())));
	}

	private void add(String label, Unit unit, double limit, double measured) {
		goals.add(new Goal(label, unit, limit, measured));
	}

	private Optional<Figure> measured(Subject subject, int threads) {
		return measurements.figure(subject, threads);
	}

	private static Subject peer(String benchmark) {
		return new Subject(benchmark, Map.of());
	}

	private static String variant(Subject subject) {
		return subject.parameters().isEmpty() ? "" : " (" + String.join(", ", subject.parameters().values()) + ")";
	}

}
