package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck;
import io.hapool.pool.Endpoint;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.IsolationPolicy;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.LeaseLimits;
import io.hapool.pool.LeasePolicies;
import io.hapool.pool.LeaseRules;
import io.hapool.pool.PoolCheck;
import io.hapool.pool.QuickLook;
import io.hapool.pool.RestorePolicy;
import io.hapool.pool.ScorePolicy;
import io.hapool.pool.SelectionPolicy;
import io.hapool.pool.WhenExhausted;
import io.hapool.pool.source.EndpointSource;
import org.jspecify.annotations.Nullable;

/**
 * All that makes a pool: its name, its endpoints and its policies. Immutable, but for the
 * policies that keep state: use a definition for one pool.
 *
 * @param <T> the type of the targets
 */
public final class PoolDefinition<T> {

	private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

	private final String name;

	private final List<Endpoint<T>> endpoints;

	private final LeaseRules leaseRules;

	private final CallRules<T> callRules;

	private final PoolCheck<T> check;

	private final List<EndpointSource<T>> sources;

	private final Builder<T> made;

	private PoolDefinition(Builder<T> builder) {
		this.made = new Builder<>(builder);
		this.name = builder.name;
		this.sources = List.copyOf(builder.sources);
		this.endpoints = List.copyOf(builder.endpoints);
		this.leaseRules = new LeaseRules(builder.isolationRules, builder.whenExhausted, builder.preferredZone,
				builder.limits);
		this.check = builder.check;
		LeasePolicies<T> policies = new LeasePolicies<>(builder.selection, builder.isolation, builder.restore,
				new CarefulClassifier(builder.classifier), builder.score, CallRules.trial(builder.idempotent));
		this.callRules = new CallRules<>(policies, builder.idempotent,
				new CallRules.Limits(builder.timeout, builder.attemptTimeout, builder.interrupt), builder.retry);
	}

	/**
	 * Starts a definition with the defaults: {@code sticky} selection, isolation after
	 * three failures in a row, calls that may be repeated and take ten seconds at most.
	 * @param <T> the type of the targets
	 * @param name {@code [a-z0-9]([a-z0-9-]*[a-z0-9])?}, at most 63 characters
	 * @return a builder
	 * @throws IllegalArgumentException if the name is no such name
	 */
	public static <T> Builder<T> builder(String name) {
		return new Builder<>(name);
	}

	/**
	 * Returns the name.
	 * @return the name
	 */
	public String name() {
		return name;
	}

	/**
	 * Returns the endpoints that are listed.
	 * @return one or more; none if there are sources
	 */
	public List<Endpoint<T>> endpoints() {
		return endpoints;
	}

	/**
	 * Returns what tells of further endpoints.
	 * @return in the order in which they come first
	 */
	public List<EndpointSource<T>> sources() {
		return sources;
	}

	/**
	 * Starts another definition with all that this one says.
	 * @return a builder
	 */
	public Builder<T> toBuilder() {
		return new Builder<>(made);
	}

	SelectionPolicy<T> selection() {
		return made.selection;
	}

	LeaseRules leaseRules() {
		return leaseRules;
	}

	CallRules<T> callRules() {
		return callRules;
	}

	PoolCheck<T> check() {
		return check;
	}

	/**
	 * Collects what a pool is made of.
	 *
	 * @param <T> the type of the targets
	 */
	public static final class Builder<T> {

		private final String name;

		private final List<Endpoint<T>> endpoints = new ArrayList<>();

		private SelectionPolicy<T> selection = SelectionPolicy.sticky();

		private @Nullable IsolationPolicy<T> isolation;

		private RestorePolicy<T> restore = RestorePolicy.byTrial();

		private FailureClassifier classifier = FailureClassifier.standard();

		private ScorePolicy score = ScorePolicy.DEFAULT;

		private IsolationRules isolationRules = IsolationRules.DEFAULT;

		private WhenExhausted whenExhausted = WhenExhausted.TRIAL;

		private @Nullable String preferredZone;

		private boolean idempotent = true;

		private @Nullable Duration timeout = Duration.ofSeconds(10);

		private @Nullable Duration attemptTimeout;

		private boolean interrupt;

		private RetryRules retry = RetryRules.DEFAULT;

		private LeaseLimits limits = LeaseLimits.NONE;

		private final List<EndpointSource<T>> sources = new ArrayList<>();

		private PoolCheck<T> check = PoolCheck.whileSuspect();

		private Builder(String name) {
			if (!NAME.matcher(name).matches()) {
				throw new IllegalArgumentException("pool name: \"" + name
						+ "\" (expected: lower-case letters, digits and inner dashes, at most 63 characters)");
			}
			this.name = name;
		}

		private Builder(Builder<T> other) {
			this.name = other.name;
			this.endpoints.addAll(other.endpoints);
			this.sources.addAll(other.sources);
			this.selection = other.selection;
			this.isolation = other.isolation;
			this.restore = other.restore;
			this.classifier = other.classifier;
			this.score = other.score;
			this.isolationRules = other.isolationRules;
			this.whenExhausted = other.whenExhausted;
			this.preferredZone = other.preferredZone;
			this.idempotent = other.idempotent;
			this.timeout = other.timeout;
			this.attemptTimeout = other.attemptTimeout;
			this.interrupt = other.interrupt;
			this.retry = other.retry;
			this.limits = other.limits;
			this.check = other.check;
		}

		/**
		 * Takes all endpoints out again, such as those of a definition that is to be
		 * changed.
		 * @return this builder
		 */
		public Builder<T> noEndpoints() {
			endpoints.clear();
			return this;
		}

		/**
		 * Adds what tells of further endpoints, after those that are listed and those of
		 * the sources before it: of two endpoints of one id the first counts.
		 * @param source an instance for this pool alone
		 * @return this builder
		 */
		public Builder<T> source(EndpointSource<T> source) {
			sources.add(source);
			return this;
		}

		/**
		 * Adds endpoints.
		 * @param endpoints each with an id that no other has
		 * @return this builder
		 */
		public Builder<T> endpoints(Collection<Endpoint<T>> endpoints) {
			this.endpoints.addAll(endpoints);
			return this;
		}

		/**
		 * Adds endpoints whose ids are derived from their targets.
		 * @param targets values that have a text: URIs, strings, numbers ...
		 * @return this builder
		 * @throws IllegalArgumentException if no id can be derived
		 */
		public Builder<T> targets(Collection<? extends T> targets) {
			targets.forEach((target) -> endpoints.add(Endpoint.of(target)));
			return this;
		}

		/**
		 * Sets how endpoints are selected.
		 * @param policy an instance for this pool alone
		 * @return this builder
		 */
		public Builder<T> selection(SelectionPolicy<T> policy) {
			this.selection = policy;
			return this;
		}

		/**
		 * Sets which failures isolate, instead of the numbers of the rules.
		 * @param policy the policy; hung endpoints are isolated all the same
		 * @return this builder
		 */
		public Builder<T> isolation(IsolationPolicy<T> policy) {
			this.isolation = policy;
			return this;
		}

		/**
		 * Sets what restores isolated endpoints, beside the trials.
		 * @param policy the policy
		 * @return this builder
		 */
		public Builder<T> restore(RestorePolicy<T> policy) {
			this.restore = policy;
			return this;
		}

		/**
		 * Sets what failures mean.
		 * @param classifier where it has no opinion, the failure is one
		 * @return this builder
		 */
		public Builder<T> classifier(FailureClassifier classifier) {
			this.classifier = classifier;
			return this;
		}

		/**
		 * Sets how scores move.
		 * @param policy the numbers
		 * @return this builder
		 */
		public Builder<T> score(ScorePolicy policy) {
			this.score = policy;
			return this;
		}

		/**
		 * Sets how long isolations last and what ends them.
		 * @param rules the numbers
		 * @return this builder
		 */
		public Builder<T> isolationRules(IsolationRules rules) {
			this.isolationRules = rules;
			return this;
		}

		/**
		 * Sets what happens when all endpoints are isolated.
		 * @param whenExhausted what happens
		 * @return this builder
		 */
		public Builder<T> whenExhausted(WhenExhausted whenExhausted) {
			this.whenExhausted = whenExhausted;
			return this;
		}

		/**
		 * Prefers the endpoints of a zone within each tier.
		 * @param zone the zone, or {@code null} for none
		 * @return this builder
		 */
		public Builder<T> preferZone(@Nullable String zone) {
			this.preferredZone = zone;
			return this;
		}

		/**
		 * Says whether repeating a call does no harm.
		 * @param idempotent {@code true} by default
		 * @return this builder
		 */
		public Builder<T> idempotent(boolean idempotent) {
			this.idempotent = idempotent;
			return this;
		}

		/**
		 * Limits each call.
		 * @param timeout above zero, or {@code null} for no limit
		 * @return this builder
		 */
		public Builder<T> timeout(@Nullable Duration timeout) {
			this.timeout = (timeout != null) ? Timeouts.check("timeout", timeout) : null;
			return this;
		}

		/**
		 * Limits each attempt.
		 * @param timeout above zero, or {@code null} for no limit but the call's
		 * @return this builder
		 */
		public Builder<T> attemptTimeout(@Nullable Duration timeout) {
			this.attemptTimeout = (timeout != null) ? Timeouts.check("attempt-timeout", timeout) : null;
			return this;
		}

		/**
		 * Says whether the thread of an attempt is interrupted when the deadline of the
		 * attempt passes, or its endpoint is found hung; beside what is registered by
		 * {@link io.hapool.pool.Lease#onAbort}. Holds for calls that block their caller's
		 * thread, not for leases by hand.
		 * <p>
		 * Such an interrupt never comes after the attempt, and counts as a failure of the
		 * endpoint. What the attempt throws tells of it: an {@link InterruptedException}
		 * is replaced by an {@link io.hapool.pool.AttemptInterruptedException}, which any
		 * other exception has suppressed. An interrupt from elsewhere is kept, unless it
		 * comes after this one in the same attempt.
		 * <p>
		 * Do not use it where an interrupt harms: it closes the {@code FileChannel}s and
		 * {@code SocketChannel}s in use, also those that others share.
		 * @param interrupt {@code false} by default
		 * @return this builder
		 */
		public Builder<T> interrupt(boolean interrupt) {
			this.interrupt = interrupt;
			return this;
		}

		/**
		 * Sets how often and how soon calls move on.
		 * @param rules the numbers
		 * @return this builder
		 */
		public Builder<T> retry(RetryRules rules) {
			this.retry = rules;
			return this;
		}

		/**
		 * Sets after which time a lease that its caller ends by hand counts as leaked.
		 * @param age above zero; ten minutes by default
		 * @return this builder
		 */
		public Builder<T> maxLeaseAge(Duration age) {
			return limits(limits.withMaxLeaseAge(age));
		}

		/**
		 * Limits the leases.
		 * @param limits how many there may be, and for how long
		 * @return this builder
		 */
		public Builder<T> limits(LeaseLimits limits) {
			this.limits = limits;
			return this;
		}

		/**
		 * Checks the endpoints all the time.
		 * @param check the check; it runs on background threads
		 * @param rules how often, and how many verdicts count
		 * @return this builder
		 */
		public Builder<T> healthCheck(HealthCheck<T> check, CheckRules rules) {
			this.check = new PoolCheck<>(check, rules);
			return this;
		}

		/**
		 * Checks the endpoints all the time, and looks at each that is doubted. What the
		 * checks say decides: see {@link PoolCheck}.
		 * @param check the check; it runs on background threads
		 * @param rules how often, and how many verdicts count
		 * @param quickLook how an endpoint is looked at when a call to it fails or hangs
		 * @return this builder
		 */
		public Builder<T> healthCheck(HealthCheck<T> check, CheckRules rules, QuickLook<T> quickLook) {
			this.check = new PoolCheck<>(check, rules, quickLook);
			return this;
		}

		/**
		 * Returns the definition.
		 * @return the definition
		 * @throws IllegalArgumentException if there are neither endpoints nor sources
		 */
		public PoolDefinition<T> build() {
			if (endpoints.isEmpty() && sources.isEmpty()) {
				throw new IllegalArgumentException("Pool \"" + name + "\" has no endpoints (expected: one or more)");
			}
			return new PoolDefinition<>(this);
		}

	}

}
