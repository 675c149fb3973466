package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import io.hapool.call.EndpointPools;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
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
		if (AnnotatedTypes.include(type) && !AopUtils.isAopProxy(bean) && !checked.contains(type)) {
			check(type);
			checked.add(type);
		}
		return bean;
	}

	@Override
	public void afterSingletonsInstantiated() {
		started = true;
		checkPools();
	}

	private void check(Class<?> type) {
		List<Method> fallbacks = new ArrayList<>();
		List<Method> withoutAnnotation = new ArrayList<>();
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			AnnotatedCall call = calls.find(method, type);
			if (call != null) {
				MethodChecks.reachable(call.method(), type);
				fallbacks.addAll(Fallbacks.candidates(type, call.fallbackMethod()));
				waiting.add(call);
			}
			else if (!method.isSynthetic() && LeasedParameters.exist(method)) {
				withoutAnnotation.add(method);
			}
		}
		withoutAnnotation.removeAll(fallbacks);
		if (!withoutAnnotation.isEmpty()) {
			throw MethodChecks.withoutAnnotation(withoutAnnotation.get(0));
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
		// may be those of beans that were not there before
		calls.answers(call);
		if (!call.pool().isLiteral()) {
			MethodChecks.anyPool(call, registry.get().names());
		}
		else {
			MethodChecks.leases(call, registry.get()
				.find(call.pool().text())
				.orElseThrow(() -> MethodChecks.noSuchPool(call.method(), call.pool().text(), registry.get().names())));
		}
	}

}
