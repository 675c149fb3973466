package io.hapool.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The calls of one thread that wait for their answers together.
 */
@State(Scope.Thread)
public class Flight {

	private final List<CompletableFuture<? extends @Nullable Object>> calls = new ArrayList<>(Backend.FLIGHT);

	private final Object[] answers = new Object[Backend.FLIGHT];

	void add(CompletableFuture<? extends @Nullable Object> call) {
		calls.add(call);
	}

	/**
	 * Waits for all answers.
	 */
	Object[] answers() {
		for (int call = 0; call < Backend.FLIGHT; call++) {
			answers[call] = Objects.requireNonNull(calls.get(call).join());
		}
		calls.clear();
		return answers;
	}

}
