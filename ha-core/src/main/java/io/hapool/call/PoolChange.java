package io.hapool.call;

import io.hapool.pool.SelectionPolicy;

/**
 * What becomes of a definition that follows another.
 */
final class PoolChange {

	private PoolChange() {
	}

	/**
	 * Returns the definition to use. A selection policy of ours that follows one of its
	 * kind is that one: who stays on an endpoint stays there.
	 */
	static <T> PoolDefinition<T> next(PoolDefinition<T> before, PoolDefinition<T> wanted) {
		if (!wanted.name().equals(before.name())) {
			throw new IllegalArgumentException("The definition of pool \"" + wanted.name() + "\" was given to pool \""
					+ before.name() + "\" (expected: its own)");
		}
		Class<?> kind = wanted.selection().getClass();
		boolean goesOn = kind == before.selection().getClass()
				&& kind.getPackage() == SelectionPolicy.class.getPackage();
		return goesOn ? wanted.toBuilder().selection(before.selection()).build() : wanted;
	}

}
