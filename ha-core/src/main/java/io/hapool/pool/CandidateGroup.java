package io.hapool.pool;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * Candidates of equal rank: one tier, one nearness, one degree of health. Immutable, but
 * for what its members themselves change.
 */
final class CandidateGroup<T> implements Candidates<T> {

	private final PooledEndpoint<T>[] members;

	/** How to draw by weight; {@code null}: all weights are the same. */
	private final @Nullable AliasTable weights;

	private final double meanWeight;

	/** Whether some members take less than their share for now. */
	private final boolean partial;

	@SuppressWarnings({ "unchecked", "rawtypes" }) // an array of a parameterized type
	CandidateGroup(List<PooledEndpoint<T>> members) {
		this.members = members.toArray(new PooledEndpoint[0]);
		double[] shares = members.stream().mapToDouble((member) -> member.endpoint().weight()).toArray();
		this.weights = AliasTable.of(shares);
		double sum = 0;
		double reduced = 0;
		for (int i = 0; i < shares.length; i++) {
			sum += shares[i];
			reduced += (this.members[i].share < 1) ? shares[i] : 0;
		}
		this.meanWeight = (shares.length > 0) ? sum / shares.length : 1;
		this.partial = reduced > 0 && reduced <= sum / 2;
	}

	@Override
	public int size() {
		return members.length;
	}

	@Override
	public PooledEndpoint<T> get(int index) {
		return members[index];
	}

	boolean contains(Object candidate) {
		for (PooledEndpoint<T> member : members) {
			if (member == candidate) {
				return true;
			}
		}
		return false;
	}

	boolean isPartial() {
		return partial;
	}

	/** An index drawn by weight. */
	int draw(ThreadLocalRandom random) {
		AliasTable table = weights;
		return (table != null) ? table.draw(random) : random.nextInt(members.length);
	}

	/** An index drawn by weight, another one if there are equal weights. */
	int drawOther(ThreadLocalRandom random, int drawn) {
		if (weights != null) {
			return weights.draw(random);
		}
		int other = drawn + 1 + random.nextInt(members.length - 1);
		return (other < members.length) ? other : other - members.length;
	}

	double relativeWeight(PooledEndpoint<T> member) {
		return (weights != null) ? member.endpoint().weight() / meanWeight : 1;
	}

}
