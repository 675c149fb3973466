package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Proves at the start that annotated methods can work: that a proxy reaches them, that
 * they return what an attempt can be judged by, and that their pools are there. Pools are
 * looked for when all singletons are there, for the application may define some itself.
 */
public final class HighlyAvailableBeanChecker implements BeanPostProcessor, SmartInitializingSingleton {

	private final Set<Class<?>> checked = ConcurrentHashMap.newKeySet();

	private final Queue<AnnotatedCall> waiting = new ConcurrentLinkedQueue<>();

	private final AnnotatedCalls calls;

	private final Supplier<EndpointPools> registry;

	private volatile boolean started;

	/**
	 * Creates the checker.
	 * @param calls what the annotations say
	 * @param registry where the pools are; asked when all singletons are there
	 */
	public HighlyAvailableBeanChecker(AnnotatedCalls calls, Supplier<EndpointPools> registry) {
		this.calls = calls;
		this.registry = registry;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		Class<?> type = ClassUtils.getUserClass(bean);
		if (AnnotationUtils.isCandidateClass(type, HighlyAvailable.class) && !AopUtils.isAopProxy(bean)
				&& checked.add(type)) {
			check(type);
		}
		return bean;
	}

	@Override
	public void afterSingletonsInstantiated() {
		started = true;
		checkPools();
	}

	private void check(Class<?> type) {
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			AnnotatedCall call = calls.find(method, type);
			if (call != null) {
				MethodChecks.reachable(call.method(), type);
				waiting.add(call);
			}
			else if (!method.isBridge() && LeasedParameters.exist(method)) {
				throw new InvalidHighlyAvailableMethodException(method,
						"it has a @Leased parameter but no annotation, so callers would find null there",
						"Write @HighlyAvailable(\"<pool>\") on the method.");
			}
		}
		if (started) {
			checkPools();
		}
	}

	private void checkPools() {
		AnnotatedCall call;
		while ((call = waiting.poll()) != null) {
			checkPool(call);
		}
	}

	private void checkPool(AnnotatedCall call) {
		EndpointPool<?> pool = registry.get()
			.find(call.pool())
			.orElseThrow(() -> MethodChecks.noSuchPool(call.method(), call.pool(), registry.get().names()));
		if (call.leased() == null) {
			return;
		}
		Class<?> wanted = call.leased().targetType();
		pool.endpoints().forEach((endpoint) -> {
			Object target = endpoint.endpoint().target();
			if (!wanted.isInstance(target)) {
				throw new InvalidHighlyAvailableMethodException(call.method(),
						"its @Leased parameter is a " + wanted.getName() + ", but the pool \"" + call.pool()
								+ "\" leases " + target.getClass().getName(),
						"Declare the parameter as " + target.getClass().getSimpleName() + " or Lease<"
								+ target.getClass().getSimpleName() + ">.");
			}
		});
	}

}
