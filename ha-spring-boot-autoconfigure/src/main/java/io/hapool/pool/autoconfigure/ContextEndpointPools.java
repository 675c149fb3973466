package io.hapool.pool.autoconfigure;

import java.util.Comparator;
import java.util.List;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * All {@link EndpointPool} beans of the context: those of the environment and those that
 * the application defines.
 */
class ContextEndpointPools implements EndpointPools {

	private final SingletonSupplier<List<EndpointPool<?>>> pools;

	ContextEndpointPools(ListableBeanFactory beans) {
		this.pools = SingletonSupplier.of(() -> find(beans));
	}

	@Override
	public List<EndpointPool<?>> all() {
		return pools.obtain();
	}

	private static List<EndpointPool<?>> find(ListableBeanFactory beans) {
		return beans.getBeansOfType(EndpointPool.class)
			.values()
			.stream()
			.<EndpointPool<?>>map((pool) -> pool)
			.sorted(Comparator.comparing(EndpointPool::name))
			.toList();
	}

}
