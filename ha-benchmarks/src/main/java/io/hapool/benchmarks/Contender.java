package io.hapool.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A row of the table.
 *
 * @param label what people read
 * @param benchmark class and method
 * @param ours what of ours it is compared with, if it is another's
 */
record Contender(String label, String benchmark, @Nullable Subject ours) {

	static final String CALLBACK = "HapoolBenchmark.callback";

	static final String LEASE = "HapoolBenchmark.lease";

	static final String ARMERIA = "ArmeriaBenchmark.roundRobinAndBreaker";

	static final String RESILIENCE4J_ANNOTATIONS = "AnnotationBenchmark.resilience4j";

	static final String RETRYABLE = "AnnotationBenchmark.retryable";

	static final String REFUSAL = "EngineBenchmark.refusal";

	static final String RECORD = "EngineBenchmark.record";

	/** Ours as the peers do it: in turns, by callback. */
	static final Subject OUR_CALL = new Subject(CALLBACK, Map.of("selection", Selections.ROUND_ROBIN));

	/** Ours by annotation. */
	static final Subject OUR_ANNOTATION = new Subject("AnnotationBenchmark.highlyAvailable", Map.of());

	private static final String OURS = "highlyAvailable";

	private static final Subject OUR_FUTURE = new Subject("FutureAnnotationBenchmark." + OURS, Map.of());

	private static final Subject OUR_MONO = new Subject("MonoAnnotationBenchmark." + OURS, Map.of());

	/** All rows; those that were not measured are left out. */
	static final List<Contender> ALL = List.of(ours("ours, callback", CALLBACK), ours("ours, lease object", LEASE),
			new Contender("Armeria round robin + circuit breaker", ARMERIA, OUR_CALL),
			new Contender("Resilience4j breaker", "Resilience4jBenchmark.breaker", OUR_CALL),
			new Contender("Resilience4j breaker + retry", "Resilience4jBenchmark.retryAndBreaker", OUR_CALL),
			new Contender("Failsafe breaker", "FailsafeBenchmark.breaker", OUR_CALL),
			new Contender("Spring Cloud LoadBalancer + Resilience4j breaker",
					"SpringCloudBenchmark.loadBalancerAndBreaker", OUR_CALL),
			ours("ours, `@HighlyAvailable` on a bean", OUR_ANNOTATION.benchmark()),
			new Contender("Resilience4j `@CircuitBreaker` + `@Retry` on a bean", RESILIENCE4J_ANNOTATIONS,
					OUR_ANNOTATION),
			new Contender("Spring Framework `@Retryable` on a bean", RETRYABLE, OUR_ANNOTATION),
			new Contender("a future, no annotation", "FutureAnnotationBenchmark.unannotated", OUR_FUTURE),
			ours("a future, ours, `@HighlyAvailable`", OUR_FUTURE.benchmark()),
			new Contender("a future, Resilience4j `@CircuitBreaker` + `@Retry`",
					"FutureAnnotationBenchmark.resilience4j", OUR_FUTURE),
			new Contender("a future, Spring Framework `@Retryable`, blind to how it ends",
					"FutureAnnotationBenchmark.retryable", OUR_FUTURE),
			new Contender("a `Mono`, no annotation", "MonoAnnotationBenchmark.unannotated", OUR_MONO),
			ours("a `Mono`, ours, `@HighlyAvailable`", OUR_MONO.benchmark()),
			new Contender("a `Mono`, Resilience4j `@CircuitBreaker` + `@Retry`", "MonoAnnotationBenchmark.resilience4j",
					OUR_MONO),
			new Contender("a `Mono`, Spring Framework `@Retryable`", "MonoAnnotationBenchmark.retryable", OUR_MONO),
			ours("ours, refusal when all are isolated", REFUSAL), ours("ours, record alone", RECORD));

	private static Contender ours(String label, String benchmark) {
		return new Contender(label, benchmark, null);
	}

	/**
	 * Returns what of ours another's figure is compared with: what has the same
	 * parameters, unless it says its own.
	 */
	Optional<Subject> counterpart(Subject peer) {
		return Optional.ofNullable(ours)
			.map((own) -> own.parameters().isEmpty() ? new Subject(own.benchmark(), peer.parameters()) : own);
	}

	/**
	 * Returns the label of what was measured, its parameters included.
	 */
	String label(Subject subject) {
		return subject.parameters().isEmpty() ? label
				: label + " (" + String.join(", ", subject.parameters().values()) + ")";
	}

}
