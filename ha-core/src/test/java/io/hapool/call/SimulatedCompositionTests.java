package io.hapool.call;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random compositions of faults, load, policies and rules, in which all must hold that
 * {@link SimulatedVerdict} knows. The seeds are the same each time, so that who changes
 * something knows that it was his change. A failure names its seed; run that one alone,
 * or search others, with {@code mvn test -pl ha-core -Dtest=SimulatedCompositionTests
 * -Dhapool.seed=<seed> -Dhapool.compositions=<count>}.
 */
@ExtendWith(QuietEngine.class)
class SimulatedCompositionTests {

	private static final String ONE_SEED = "hapool.seed";

	private static final int ENOUGH_FAILURES = 5;

	@Test
	void noCompositionBreaksAnInvariant() {
		verify(Long.getLong(ONE_SEED, 1), Integer.getInteger("hapool.compositions", isSeedGiven() ? 1 : 500));
	}

	@Test
	@Tag("fault")
	@DisabledIf("isSeedGiven")
	void noneOfManyOtherCompositionsBreaksAnInvariant() {
		verify(1_000_000, 3000);
	}

	private static boolean isSeedGiven() {
		return System.getProperty(ONE_SEED) != null;
	}

	private static void verify(long firstSeed, int count) {
		System.out.println("Random compositions: " + count + " from seed " + firstSeed);
		List<String> failures = new ArrayList<>();
		for (long seed = firstSeed; seed < firstSeed + count && failures.size() < ENOUGH_FAILURES; seed++) {
			SimulatedComposition composition = new SimulatedComposition(seed);
			try {
				composition.run();
			}
			catch (AssertionError | RuntimeException ex) {
				failures.add("-D" + ONE_SEED + "=" + seed + ": " + ex + "\nin " + composition);
			}
		}
		assertThat(failures).as("compositions that broke an invariant").isEmpty();
	}

}
