package io.hapool.call;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A classifier of somebody else's, of which nothing that it does keeps a lease from
 * ending: if it throws, that is logged once, and it has no opinion.
 */
final class CarefulClassifier implements FailureClassifier {

	private static final Logger logger = LoggerFactory.getLogger(CarefulClassifier.class);

	private static final Duration LONGEST = Duration.ofHours(1);

	private final AtomicBoolean complained = new AtomicBoolean();

	private final FailureClassifier classifier;

	CarefulClassifier(FailureClassifier classifier) {
		this.classifier = classifier;
	}

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		return ask(() -> classifier.classify(failure));
	}

	@Override
	public @Nullable Outcome classifyResult(@Nullable Object result) {
		try {
			return classifier.classifyResult(result);
		}
		catch (RuntimeException | LinkageError ex) {
			complain(ex);
			return null;
		}
	}

	@Override
	public @Nullable Duration retryAfter(Throwable failure) {
		Duration asked = ask(() -> classifier.retryAfter(failure));
		if (asked == null || asked.isNegative()) {
			return null;
		}
		return (asked.compareTo(LONGEST) > 0) ? LONGEST : asked;
	}

	private <V> @Nullable V ask(Supplier<@Nullable V> opinion) {
		try {
			return opinion.get();
		}
		catch (RuntimeException | LinkageError ex) {
			complain(ex);
			return null;
		}
	}

	private void complain(Throwable ex) {
		if (complained.compareAndSet(false, true)) {
			logger.warn("{} threw and so has no opinion (expected: an outcome, or null). Not logged again for it.",
					classifier, ex);
		}
	}

}
