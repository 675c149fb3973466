package io.hapool.metrics.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much is measured.
 *
 * @param maxEndpoints how many endpoints of each pool have a meter of their own, 0 or
 * more
 */
@ConfigurationProperties("ha.metrics")
public record MetricsProperties(@DefaultValue("100") int maxEndpoints) {

	/** Checks the number. */
	public MetricsProperties {
		if (maxEndpoints < 0) {
			throw new IllegalArgumentException("ha.metrics.max-endpoints: " + maxEndpoints + " (expected: >= 0)");
		}
	}

}
