package io.hapool.call;

import java.util.HashSet;
import java.util.Set;

import io.hapool.pool.Endpoint;
import io.hapool.pool.SelectionPolicy;

/**
 * What becomes of a definition that follows another.
 */
final class PoolChange {

	private PoolChange() {
	}

	/** Of sources the first to name an id wins; who lists it twice has made a mistake. */
	static void checkIds(PoolDefinition<?> definition) {
		Set<String> ids = new HashSet<>();
		for (Endpoint<?> endpoint : definition.endpoints()) {
			if (!ids.add(endpoint.id())) {
				throw new IllegalArgumentException("Pool \"" + definition.name() + "\" has two endpoints with the id \""
						+ endpoint.id() + "\" (expected: each id once)");
			}
		}
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
