package io.hapool.redis;

import java.util.List;
import java.util.function.Supplier;

import io.hapool.pool.EndpointView;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What failures mean where each database may have a driver of its own: the one whose
 * exception it is knows best, for the others take it for a bug of the caller.
 */
final class DatabaseFailures implements FailureClassifier {

	private final Supplier<List<EndpointView<Database>>> databases;

	DatabaseFailures(Supplier<List<EndpointView<Database>>> databases) {
		this.databases = databases;
	}

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		List<FailureClassifier> all = databases.get()
			.stream()
			.map((database) -> database.endpoint().target().client().classifier())
			.toList();
		for (FailureClassifier classifier : all) {
			if (classifier instanceof RedisFailureClassifier driver && driver.knows(failure)) {
				return driver.classify(failure);
			}
		}
		for (FailureClassifier classifier : all) {
			Outcome outcome = classifier.classify(failure);
			if (outcome != null) {
				return outcome;
			}
		}
		return ClientErrors.INSTANCE.classify(failure);
	}

}
