package io.hapool.pool;

import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.strategy.managed.ManagedStrategyGuaranteeKt;
import org.jetbrains.kotlinx.lincheck.strategy.managed.modelchecking.ModelCheckingOptions;
import org.jetbrains.kotlinx.lincheck.strategy.stress.StressOptions;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Runs random scenarios of concurrent operations, and fails with the one whose results no
 * sequence of the same operations on the specification can give.
 */
final class Interleavings {

	/** Lincheck 2.39 cannot read the class files of a newer JDK. */
	private static final int NEWEST_READABLE = 22;

	private final Class<?> operations;

	private final Class<?> specification;

	private Interleavings(Class<?> operations, Class<?> specification) {
		this.operations = operations;
		this.specification = specification;
	}

	/**
	 * @param operations the tested code
	 * @param specification the same operations, for one thread
	 */
	static Interleavings of(Class<?> operations, Class<?> specification) {
		return new Interleavings(operations, specification);
	}

	/** On real threads. */
	void stress(int scenarios, int repetitions) {
		LinChecker.check(operations,
				new StressOptions().threads(2)
					.actorsBefore(2)
					.actorsPerThread(3)
					.actorsAfter(2)
					.iterations(scenarios)
					.invocationsPerIteration(repetitions)
					.sequentialSpecification(specification));
	}

	/**
	 * One thread at a time, switched at each access to memory in turn. Only for
	 * {@link Cells}: Lincheck cannot drive code that reaches a record with static fields,
	 * such as {@link IsolationRules} and {@link EndpointState}. For the same reason a
	 * window is read in one step.
	 */
	void check(int scenarios, int repetitions) {
		assumeTrue(Runtime.version().feature() <= NEWEST_READABLE,
				"Lincheck reads class files up to those of JDK " + NEWEST_READABLE);
		LinChecker.check(operations,
				new ModelCheckingOptions().threads(2)
					.actorsBefore(1)
					.actorsPerThread(3)
					.actorsAfter(2)
					.iterations(scenarios)
					.invocationsPerIteration(repetitions)
					.addGuarantee(
							ManagedStrategyGuaranteeKt.forClasses(Cells.class.getName()).methods("window").ignore())
					.sequentialSpecification(specification));
	}

}
