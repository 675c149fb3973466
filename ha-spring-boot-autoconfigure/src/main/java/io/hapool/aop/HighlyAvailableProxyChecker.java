package io.hapool.aop;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import io.hapool.call.EndpointPools;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Proves at the start that our advice has its place in the chain of each proxied bean.
 * Beans that are made later are checked then. It has no order, so it comes after all
 * post-processors that put advice around a bean.
 */
public final class HighlyAvailableProxyChecker implements BeanPostProcessor, SmartInitializingSingleton {

	private final Set<Checked> checked = ConcurrentHashMap.newKeySet();

	private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

	private final ConfigurableListableBeanFactory beans;

	private final ChainChecks checks;

	private volatile boolean started;

	/**
	 * Creates the checker.
	 * @param calls what the annotations say
	 * @param registry where the pools are; asked when all singletons are there
	 * @param beans where the aspects are
	 */
	public HighlyAvailableProxyChecker(AnnotatedCalls calls, Supplier<EndpointPools> registry,
			ConfigurableListableBeanFactory beans) {
		this.beans = beans;
		this.checks = new ChainChecks(calls, registry, beans);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		waiting.add(new Waiting(bean, beanName));
		if (started) {
			checkWaiting();
		}
		return bean;
	}

	@Override
	public void afterSingletonsInstantiated() {
		started = true;
		checkWaiting();
	}

	private void checkWaiting() {
		Waiting next;
		while ((next = waiting.poll()) != null) {
			Object bean = inUse(next);
			if (bean instanceof Advised
					&& checked.add(new Checked(next.name(), AopProxyUtils.ultimateTargetClass(bean)))) {
				checks.check(bean);
			}
		}
	}

	/**
	 * In a circle of beans the proxy was made early, and what was seen of the bean later
	 * is not it.
	 */
	private Object inUse(Waiting seen) {
		if (!(seen.bean() instanceof Advised) && beans.containsSingleton(seen.name())
				&& beans.getSingleton(seen.name()) instanceof Advised early) {
			return early;
		}
		return seen.bean();
	}

	private record Waiting(Object bean, String name) {
	}

	private record Checked(String name, Class<?> type) {
	}

}
