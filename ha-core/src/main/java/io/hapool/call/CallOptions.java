package io.hapool.call;

import java.time.Duration;
import java.util.function.Predicate;

import io.hapool.pool.FailureClassifier;
import io.hapool.pool.IsolationPolicy;
import io.hapool.pool.Outcome;
import io.hapool.pool.RestorePolicy;
import io.hapool.pool.ScorePolicy;
import io.hapool.pool.SelectionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What one call, or one lease, does otherwise than its pool. Immutable; make it once and
 * use it for many calls.
 *
 * @param <T> the type of the targets
 */
public final class CallOptions<T> {

	final @Nullable Duration timeout;

	final @Nullable Duration attemptTimeout;

	final @Nullable Integer maxAttempts;

	final @Nullable Boolean idempotent;

	final @Nullable Boolean interrupt;

	final @Nullable SelectionPolicy<T> selection;

	final @Nullable IsolationPolicy<T> isolation;

	final @Nullable RestorePolicy<T> restore;

	final @Nullable FailureClassifier classifier;

	final @Nullable ScorePolicy score;

	/** What became of these options in the pool where they were used last. */
	private volatile @Nullable Resolved<T> resolved;

	private CallOptions(Builder<T> builder) {
		this.timeout = builder.timeout;
		this.attemptTimeout = builder.attemptTimeout;
		this.maxAttempts = builder.maxAttempts;
		this.idempotent = builder.idempotent;
		this.interrupt = builder.interrupt;
		this.selection = builder.selection;
		this.isolation = builder.isolation;
		this.restore = builder.restore;
		this.classifier = builder.classifier;
		this.score = builder.score;
	}

	/**
	 * Starts with nothing changed.
	 * @param <T> the type of the targets
	 * @return a builder
	 */
	public static <T> Builder<T> builder() {
		return new Builder<>();
	}

	/** The rules of a pool with these options applied; worked out once for each pool. */
	CallRules<T> applyTo(CallRules<T> pool) {
		Resolved<T> known = resolved;
		if (known == null || known.pool() != pool) {
			known = new Resolved<>(pool, pool.with(this));
			resolved = known;
		}
		return known.rules();
	}

	private record Resolved<T>(CallRules<T> pool, CallRules<T> rules) {
	}

	/**
	 * Collects options.
	 *
	 * @param <T> the type of the targets
	 */
	public static final class Builder<T> {

		private @Nullable Duration timeout;

		private @Nullable Duration attemptTimeout;

		private @Nullable Integer maxAttempts;

		private @Nullable Boolean idempotent;

		private @Nullable Boolean interrupt;

		private @Nullable SelectionPolicy<T> selection;

		private @Nullable IsolationPolicy<T> isolation;

		private @Nullable RestorePolicy<T> restore;

		private @Nullable FailureClassifier classifier;

		private @Nullable ScorePolicy score;

		private Builder() {
		}

		/**
		 * Limits the whole call.
		 * @param timeout above zero
		 * @return this builder
		 */
		public Builder<T> timeout(Duration timeout) {
			this.timeout = Timeouts.check("timeout", timeout);
			return this;
		}

		/**
		 * Limits each attempt.
		 * @param timeout above zero
		 * @return this builder
		 */
		public Builder<T> attemptTimeout(Duration timeout) {
			this.attemptTimeout = Timeouts.check("attempt-timeout", timeout);
			return this;
		}

		/**
		 * Limits the number of attempts.
		 * @param attempts 1 or more; 0: each endpoint once
		 * @return this builder
		 */
		public Builder<T> maxAttempts(int attempts) {
			if (attempts < 0) {
				throw new IllegalArgumentException("max-attempts: " + attempts + " (expected: >= 0)");
			}
			this.maxAttempts = attempts;
			return this;
		}

		/**
		 * Says whether repeating the call does no harm.
		 * @param idempotent {@code false}: it never runs twice
		 * @return this builder
		 */
		public Builder<T> idempotent(boolean idempotent) {
			this.idempotent = idempotent;
			return this;
		}

		/**
		 * Says whether the thread of an attempt is interrupted when the deadline of the
		 * attempt passes, or its endpoint is found hung; see
		 * {@link PoolDefinition.Builder#interrupt(boolean)}.
		 * @param interrupt {@code true}: it is
		 * @return this builder
		 */
		public Builder<T> interrupt(boolean interrupt) {
			this.interrupt = interrupt;
			return this;
		}

		/**
		 * Selects the endpoint in another way.
		 * @param policy the policy
		 * @return this builder
		 */
		public Builder<T> select(SelectionPolicy<T> policy) {
			this.selection = policy;
			return this;
		}

		/**
		 * Decides in another way whether a failure of this call isolates.
		 * @param policy the policy
		 * @return this builder
		 */
		public Builder<T> isolate(IsolationPolicy<T> policy) {
			this.isolation = policy;
			return this;
		}

		/**
		 * Restores isolated endpoints before this call selects one.
		 * @param policy the policy
		 * @return this builder
		 */
		public Builder<T> restore(RestorePolicy<T> policy) {
			this.restore = policy;
			return this;
		}

		/**
		 * Moves the score of the endpoint by other amounts.
		 * @param success added by a success, 0 or more
		 * @param failure taken by a failure, 0 or more
		 * @return this builder
		 */
		public Builder<T> score(int success, int failure) {
			this.score = new ScorePolicy(1, success, failure);
			return this;
		}

		/**
		 * Asks another classifier first.
		 * @param classifier where it has no opinion, the earlier ones and then the pool's
		 * are asked
		 * @return this builder
		 */
		public Builder<T> classify(FailureClassifier classifier) {
			FailureClassifier earlier = this.classifier;
			this.classifier = (earlier != null) ? classifier.orElse(earlier) : classifier;
			return this;
		}

		/**
		 * Exempts exceptions: they are rethrown, and neither success nor failure is
		 * booked.
		 * @param exempt which
		 * @return this builder
		 */
		public Builder<T> exempt(Predicate<Throwable> exempt) {
			return classify((failure) -> exempt.test(failure) ? Outcome.EXEMPT : null);
		}

		/**
		 * Exempts exceptions of a type: they are rethrown, and neither success nor
		 * failure is booked.
		 * @param type the type
		 * @return this builder
		 */
		public Builder<T> exempt(Class<? extends Throwable> type) {
			return exempt(type::isInstance);
		}

		/**
		 * Returns the options.
		 * @return the options
		 */
		public CallOptions<T> build() {
			return new CallOptions<>(this);
		}

	}

}
