package io.hapool.pool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One of the things that a pool leases: an identity and a target of any type. Equality
 * and hash come from the id alone. Immutable if its target is.
 *
 * @param <T> the type of the target
 */
public final class Endpoint<T> {

	private final String id;

	private final T target;

	private final int tier;

	private final double weight;

	private final @Nullable String zone;

	private final Map<String, String> metadata;

	private Endpoint(Builder<T> builder, String id) {
		this.id = id;
		this.target = builder.target;
		this.tier = builder.tier;
		this.weight = builder.weight;
		this.zone = builder.zone;
		this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(builder.metadata));
	}

	/**
	 * Returns an endpoint whose id is derived from its target: for a URI
	 * {@code scheme://host:port/path} without user info, query and fragment; for another
	 * value type its text.
	 * @param <T> the type of the target
	 * @param target the target
	 * @return the endpoint
	 * @throws IllegalArgumentException if no id can be derived from the target
	 */
	public static <T> Endpoint<T> of(T target) {
		return builder(target).build();
	}

	/**
	 * Returns an endpoint with an id of its own.
	 * @param <T> the type of the target
	 * @param id the id, not blank
	 * @param target the target
	 * @return the endpoint
	 */
	public static <T> Endpoint<T> of(String id, T target) {
		return builder(target).id(id).build();
	}

	/**
	 * Starts an endpoint with more than an id.
	 * @param <T> the type of the target
	 * @param target the target
	 * @return a builder
	 */
	public static <T> Builder<T> builder(T target) {
		return new Builder<>(Objects.requireNonNull(target, "target: null (expected: what the endpoint stands for)"));
	}

	/**
	 * Returns the identity.
	 * @return the id, unique in its pool; free of credentials if it was derived
	 */
	public String id() {
		return id;
	}

	/**
	 * Returns what the endpoint stands for.
	 * @return the target; a URI keeps its credentials here and nowhere else
	 */
	public T target() {
		return target;
	}

	/**
	 * Returns the rank of the endpoint.
	 * @return the tier; a lower number is preferred
	 */
	public int tier() {
		return tier;
	}

	/**
	 * Returns the share of the endpoint within its tier.
	 * @return the weight, above zero
	 */
	public double weight() {
		return weight;
	}

	/**
	 * Returns where the endpoint is.
	 * @return the zone, if known
	 */
	public Optional<String> zone() {
		return Optional.ofNullable(zone);
	}

	/**
	 * Returns what else is known of the endpoint.
	 * @return unmodifiable names and values
	 */
	public Map<String, String> metadata() {
		return metadata;
	}

	/**
	 * Returns this endpoint with another weight.
	 * @param weight the share within its tier, above 0
	 * @return the endpoint
	 * @throws IllegalArgumentException if the weight is not above 0
	 */
	public Endpoint<T> withWeight(double weight) {
		return new Builder<>(target).tier(tier).weight(weight).zone(zone).metadata(metadata).id(id).build();
	}

	/** What another of the same id and target says otherwise, if anything. */
	@Nullable String differenceTo(Endpoint<T> other) {
		List<String> differences = new ArrayList<>(0);
		if (tier != other.tier) {
			differences.add("tier " + tier + " -> " + other.tier);
		}
		if (Double.compare(weight, other.weight) != 0) {
			differences.add("weight " + weight + " -> " + other.weight);
		}
		if (!Objects.equals(zone, other.zone)) {
			differences.add("zone " + zone + " -> " + other.zone);
		}
		if (!metadata.equals(other.metadata)) {
			differences.add("metadata");
		}
		return differences.isEmpty() ? null : String.join(", ", differences);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Endpoint<?> endpoint && id.equals(endpoint.id);
	}

	@Override
	public int hashCode() {
		return id.hashCode();
	}

	@Override
	public String toString() {
		return id;
	}

	/**
	 * Collects what an endpoint is made of.
	 *
	 * @param <T> the type of the target
	 */
	public static final class Builder<T> {

		private final T target;

		private @Nullable String id;

		private int tier;

		private double weight = 1;

		private @Nullable String zone;

		private final Map<String, String> metadata = new LinkedHashMap<>();

		private Builder(T target) {
			this.target = target;
		}

		/**
		 * Sets the id; without it, the id is derived from the target.
		 * @param id the id, not blank
		 * @return this builder
		 */
		public Builder<T> id(String id) {
			if (id.isBlank()) {
				throw new IllegalArgumentException("id: \"" + id + "\" (expected: not blank)");
			}
			this.id = id;
			return this;
		}

		/**
		 * Sets the tier.
		 * @param tier the rank, 0 (the default) or more; a lower number is preferred
		 * @return this builder
		 */
		public Builder<T> tier(int tier) {
			if (tier < 0) {
				throw new IllegalArgumentException("tier: " + tier + " (expected: >= 0)");
			}
			this.tier = tier;
			return this;
		}

		/**
		 * Sets the weight.
		 * @param weight the share within a tier, above 0; 1 by default
		 * @return this builder
		 */
		public Builder<T> weight(double weight) {
			if (!(weight > 0) || Double.isInfinite(weight)) {
				throw new IllegalArgumentException("weight: " + weight + " (expected: > 0)");
			}
			this.weight = weight;
			return this;
		}

		/**
		 * Sets the zone.
		 * @param zone where the endpoint is, or {@code null} if unknown
		 * @return this builder
		 */
		public Builder<T> zone(@Nullable String zone) {
			this.zone = zone;
			return this;
		}

		/**
		 * Adds metadata.
		 * @param metadata names and values
		 * @return this builder
		 */
		public Builder<T> metadata(Map<String, String> metadata) {
			this.metadata.putAll(metadata);
			return this;
		}

		/**
		 * Returns the endpoint.
		 * @return the endpoint
		 * @throws IllegalArgumentException if there is no id and none can be derived
		 */
		public Endpoint<T> build() {
			return new Endpoint<>(this, (id != null) ? id : EndpointIds.derive(target));
		}

	}

}
