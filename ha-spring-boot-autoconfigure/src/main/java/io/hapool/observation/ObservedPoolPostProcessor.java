package io.hapool.observation;

import java.util.function.Supplier;

import io.hapool.call.EndpointPool;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Puts an observed pool in the place of each {@link EndpointPool} bean.
 */
public class ObservedPoolPostProcessor implements BeanPostProcessor {

	private final Supplier<PoolObservations> observations;

	/**
	 * Creates the post-processor.
	 * @param observations what observes the calls, looked up at the first
	 */
	public ObservedPoolPostProcessor(Supplier<PoolObservations> observations) {
		this.observations = observations;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof EndpointPool<?> pool) ? PoolObservations.observe(pool, observations) : bean;
	}

}
