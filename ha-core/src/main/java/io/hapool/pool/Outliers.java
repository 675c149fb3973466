package io.hapool.pool;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint that fails far more often than its peers: its success rate lies 1.9
 * standard deviations, and 0.1, below their mean (after Envoy's outlier detection).
 */
final class Outliers<T> {

	private static final int FEWEST_ENDPOINTS = 5;

	private static final int FEWEST_CALLS = 100;

	private static final double DEVIATIONS = 1.9;

	private static final double LEAST_DISTANCE = 0.10;

	@Nullable PooledEndpoint<T> find(List<PooledEndpoint<T>> endpoints, SliceClock slices) {
		if (endpoints.size() < FEWEST_ENDPOINTS) {
			return null;
		}
		List<Rate<T>> rates = new ArrayList<>(endpoints.size());
		for (PooledEndpoint<T> endpoint : endpoints) {
			Tally tally = endpoint.isSelectable() ? endpoint.window(slices) : Tally.NONE;
			if (tally.total() >= FEWEST_CALLS) {
				rates.add(new Rate<>(endpoint, tally.successRate()));
			}
		}
		return (rates.size() >= FEWEST_ENDPOINTS) ? lowest(rates) : null;
	}

	private static <T> @Nullable PooledEndpoint<T> lowest(List<Rate<T>> rates) {
		double sum = 0;
		double squares = 0;
		Rate<T> lowest = rates.get(0);
		for (Rate<T> rate : rates) {
			sum += rate.success();
			squares += rate.success() * rate.success();
			lowest = (rate.success() < lowest.success()) ? rate : lowest;
		}
		double mean = sum / rates.size();
		double deviation = Math.sqrt(Math.max(0, squares / rates.size() - mean * mean));
		boolean apart = lowest.success() < mean - DEVIATIONS * deviation && lowest.success() <= mean - LEAST_DISTANCE;
		return apart ? lowest.endpoint() : null;
	}

	private record Rate<T>(PooledEndpoint<T> endpoint, double success) {
	}

}
