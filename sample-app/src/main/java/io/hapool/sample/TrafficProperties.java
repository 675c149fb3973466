package io.hapool.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The traffic that the sample makes by itself.
 *
 * @param rate calls per second, 0 to 1000; 0: none
 */
@ConfigurationProperties("sample.traffic")
record TrafficProperties(@DefaultValue("50") int rate) {

	TrafficProperties {
		if (rate < 0 || rate > 1000) {
			throw new IllegalArgumentException("sample.traffic.rate: " + rate + " (expected: 0 to 1000)");
		}
	}

}
