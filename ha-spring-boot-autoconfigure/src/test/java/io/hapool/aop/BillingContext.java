package io.hapool.aop;

import java.time.Duration;
import java.util.List;

import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.reactive.autoconfigure.ReactiveAutoConfiguration;
import org.awaitility.Awaitility;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * A context with a pool of three that are taken in their order.
 */
public final class BillingContext {

	private BillingContext() {
	}

	public static ApplicationContextRunner runner(Class<?> service) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class,
					HighlyAvailableAutoConfiguration.class, ReactiveAutoConfiguration.class))
			.withPropertyValues("ha.pools.billing.endpoints=http://one,http://two,http://three",
					"ha.pools.billing.selection=sticky", "ha.pools.billing.timeout=1m")
			.withBean("service", service);
	}

	public static EndpointPool<?> pool(ApplicationContext context) {
		return context.getBean(EndpointPools.class).get("billing");
	}

	/**
	 * Waits until a list that another thread fills has so many elements.
	 * @return the last of them
	 */
	public static <E> E await(List<E> elements, int count) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.pollInterval(Duration.ofMillis(1))
			.until(() -> elements.size() >= count);
		return elements.get(count - 1);
	}

}
