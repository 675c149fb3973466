package io.hapool.benchmarks;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What one way takes more than another, by runs in pairs.
 *
 * @param mean the mean of the differences
 * @param halfWidth of the interval that holds the true mean with a confidence of 95 %
 */
record PairedDifferences(double mean, double halfWidth) {

	/** The quantile 0.975 of the normal distribution. */
	private static final double Z = 1.959964;

	static PairedDifferences of(double[] with, double[] without) {
		double[] differences = IntStream.range(0, with.length).mapToDouble((i) -> with[i] - without[i]).toArray();
		double mean = Arrays.stream(differences).average().orElseThrow();
		double squares = Arrays.stream(differences)
			.map((difference) -> (difference - mean) * (difference - mean))
			.sum();
		int free = differences.length - 1;
		return new PairedDifferences(mean, quantile(free) * Math.sqrt(squares / free / differences.length));
	}

	/**
	 * Returns the quantile 0.975 of Student's t, by the expansion of Abramowitz and
	 * Stegun, 26.7.5: right to 0.01 from five degrees of freedom on.
	 */
	private static double quantile(int free) {
		double z3 = Z * Z * Z;
		double z5 = z3 * Z * Z;
		double z7 = z5 * Z * Z;
		return Z + (z3 + Z) / 4 / free + (5 * z5 + 16 * z3 + 3 * Z) / 96 / free / free
				+ (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / 384 / free / free / free;
	}

}
