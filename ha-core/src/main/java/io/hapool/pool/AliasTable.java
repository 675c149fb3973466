package io.hapool.pool;

import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * Draws an index with a given probability at the same cost for any number of them (the
 * alias method of Walker, built as Vose describes).
 */
final class AliasTable {

	private final double[] probability;

	private final int[] alias;

	private AliasTable(double[] weights) {
		int size = weights.length;
		this.probability = new double[size];
		this.alias = new int[size];
		double sum = 0;
		for (double weight : weights) {
			sum += weight;
		}
		double[] scaled = new double[size];
		for (int i = 0; i < size; i++) {
			scaled[i] = weights[i] / sum * size;
		}
		pair(scaled);
	}

	/** What one index lacks to an even share, another gives of its own. */
	private void pair(double[] scaled) {
		int[] small = new int[scaled.length];
		int[] large = new int[scaled.length];
		int smalls = 0;
		int larges = 0;
		for (int i = 0; i < scaled.length; i++) {
			if (scaled[i] < 1) {
				small[smalls++] = i;
			}
			else {
				large[larges++] = i;
			}
		}
		while (smalls > 0 && larges > 0) {
			int less = small[--smalls];
			int more = large[larges - 1];
			probability[less] = scaled[less];
			alias[less] = more;
			scaled[more] -= 1 - scaled[less];
			if (scaled[more] < 1) {
				larges--;
				small[smalls++] = more;
			}
		}
		fill(large, larges);
		fill(small, smalls);
	}

	private void fill(int[] indexes, int count) {
		for (int i = 0; i < count; i++) {
			probability[indexes[i]] = 1;
			alias[indexes[i]] = indexes[i];
		}
	}

	/**
	 * @return the table, or {@code null} if all weights are the same
	 */
	static @Nullable AliasTable of(double[] weights) {
		for (double weight : weights) {
			if (weight != weights[0]) {
				return new AliasTable(weights);
			}
		}
		return null;
	}

	int draw(ThreadLocalRandom random) {
		int index = random.nextInt(alias.length);
		return (random.nextDouble() < probability[index]) ? index : alias[index];
	}

}
