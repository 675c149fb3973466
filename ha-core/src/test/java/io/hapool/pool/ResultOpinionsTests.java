package io.hapool.pool;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ResultOpinionsTests {

	private final FailureClassifier blind = (failure) -> Outcome.EXEMPT;

	private final FailureClassifier seeing = new FailureClassifier() {

		@Override
		public @Nullable Outcome classify(Throwable failure) {
			return null;
		}

		@Override
		public @Nullable Outcome classifyResult(@Nullable Object result) {
			return "503".equals(result) ? Outcome.MAYBE_APPLIED : null;
		}

	};

	@Test
	void isOfferedByWhenNoneLooksAtResultsIsFalse() {
		FailureClassifier composed = blind.orElse(FailureClassifier.standard().alongCauses()).alongCauses();

		boolean offered = ResultOpinions.isOfferedBy(composed);

		assertThat(offered).isFalse();
		assertThat(composed.classifyResult("503")).isNull();
		assertThat(composed.classify(new IllegalStateException())).isEqualTo(Outcome.EXEMPT);
	}

	@Test
	void isOfferedByWhenOneLooksAtResultsIsTrue() {
		FailureClassifier first = seeing.alongCauses().orElse(blind);
		FailureClassifier last = blind.orElse(blind).orElse(seeing).alongCauses();

		assertThat(ResultOpinions.isOfferedBy(first)).isTrue();
		assertThat(first.classifyResult("503")).isEqualTo(Outcome.MAYBE_APPLIED);
		assertThat(ResultOpinions.isOfferedBy(last)).isTrue();
		assertThat(last.classifyResult("503")).isEqualTo(Outcome.MAYBE_APPLIED);
	}

}
