package io.hapool.redis.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;

/**
 * One database: every key that {@code spring.data.redis} has, and what makes it one of
 * several.
 */
public class RedisDatabaseProperties extends DataRedisProperties {

	/**
	 * Weight, above 0: of the healthy databases the heaviest is selected.
	 */
	private double weight = 1;

	/**
	 * How the health of this database is checked, where it differs from the others.
	 */
	private RedisProperties.@Nullable HealthCheck healthCheck;

	/**
	 * Returns the weight.
	 * @return above 0
	 */
	public double getWeight() {
		return weight;
	}

	/**
	 * Sets the weight.
	 * @param weight above 0
	 */
	public void setWeight(double weight) {
		this.weight = weight;
	}

	/**
	 * Returns how the health is checked.
	 * @return where it differs from the others
	 */
	public RedisProperties.@Nullable HealthCheck getHealthCheck() {
		return healthCheck;
	}

	/**
	 * Sets how the health is checked.
	 * @param healthCheck where it differs from the others
	 */
	public void setHealthCheck(RedisProperties.@Nullable HealthCheck healthCheck) {
		this.healthCheck = healthCheck;
	}

}
