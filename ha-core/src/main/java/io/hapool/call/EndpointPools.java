package io.hapool.call;

import java.util.List;
import java.util.Optional;

/**
 * The registry of pools, by name.
 */
public interface EndpointPools {

	/**
	 * Returns all pools.
	 * @return by name, in order
	 */
	List<EndpointPool<?>> all();

	/**
	 * Returns a pool if there is one.
	 * @param name its name
	 * @return the pool
	 */
	default Optional<EndpointPool<?>> find(String name) {
		return all().stream().filter((pool) -> pool.name().equals(name)).findFirst();
	}

	/**
	 * Returns a pool.
	 * @param name its name
	 * @return the pool
	 * @throws NoSuchPoolException if there is none
	 */
	default EndpointPool<?> get(String name) {
		return find(name).orElseThrow(() -> new NoSuchPoolException(name, names()));
	}

	/**
	 * Makes a pool as a definition says, while it runs: see
	 * {@link EndpointPool#update(PoolDefinition)}.
	 * @param <T> the type of the targets of that pool
	 * @param name the name of the pool
	 * @param definition what it is to be
	 * @throws NoSuchPoolException if there is no pool of that name
	 * @throws IllegalArgumentException if the definition is of another name, or two
	 * endpoints have the same id; nothing has changed then
	 */
	@SuppressWarnings("unchecked") // who updates a pool knows its targets
	default <T> void update(String name, PoolDefinition<T> definition) {
		((EndpointPool<T>) get(name)).update(definition);
	}

	/**
	 * Returns a pool whose targets are of a type.
	 * @param <T> the type of the targets
	 * @param name its name
	 * @param targetType the type of the targets
	 * @return the pool
	 * @throws NoSuchPoolException if there is none
	 * @throws IllegalArgumentException if a target is of another type
	 */
	@SuppressWarnings("unchecked") // each target has been looked at
	default <T> EndpointPool<T> get(String name, Class<T> targetType) {
		EndpointPool<?> pool = get(name);
		pool.endpoints().forEach((endpoint) -> {
			Object target = endpoint.endpoint().target();
			if (!targetType.isInstance(target)) {
				throw new IllegalArgumentException("Pool \"" + name + "\" leases " + target.getClass().getName()
						+ " (expected: " + targetType.getName() + ")");
			}
		});
		return (EndpointPool<T>) pool;
	}

	/**
	 * Returns the names of all pools.
	 * @return in order
	 */
	default List<String> names() {
		return all().stream().<String>map(EndpointPool::name).toList();
	}

}
