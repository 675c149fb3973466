package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.hapool.aop.AdviceChain.Link;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Proves that our advice has its place in the chain of each annotated method: inside all
 * that answers, refuses or repeats calls, outside all that is done for each attempt.
 */
final class ChainChecks {

	private static final Logger logger = LoggerFactory.getLogger(ChainChecks.class);

	private final Set<Method> warned = ConcurrentHashMap.newKeySet();

	private final AnnotatedCalls calls;

	private final Supplier<EndpointPools> registry;

	private final BeanFactory beans;

	ChainChecks(AnnotatedCalls calls, Supplier<EndpointPools> registry, BeanFactory beans) {
		this.calls = calls;
		this.registry = registry;
		this.beans = beans;
	}

	/**
	 * Checks all annotated methods of a bean.
	 * @param proxy the bean
	 */
	void check(Object proxy) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(proxy);
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			AnnotatedCall call = calls.find(method, type);
			if (call != null) {
				AdviceChain chain = AdviceChain.of(proxy, method, beans);
				chain.ours().ifPresent((ours) -> check(call, chain, ours));
			}
		}
	}

	private void check(AnnotatedCall call, AdviceChain chain, Link ours) {
		for (Link link : chain.inside(ours)) {
			if (link.neighbour() != null && link.neighbour().belongsOutside()) {
				throw new MisplacedAdvice(link.neighbour(), link.order(), ours.order()).on(call.method());
			}
		}
		for (Link link : chain.outside(ours)) {
			if (link.neighbour() != null && !link.neighbour().belongsOutside()) {
				throw new MisplacedAdvice(link.neighbour(), link.order(), ours.order()).on(call.method());
			}
			if (link.neighbour() != null && link.neighbour().repeats()) {
				checkRepetition(call, link.neighbour());
			}
		}
	}

	private void checkRepetition(AnnotatedCall call, Neighbour retry) {
		if (!call.isIdempotent(pools(call))) {
			throw new InvalidHighlyAvailableMethodException(call.method(),
					retry.shown() + " around it would run it again, but it is not idempotent and must never run twice",
					"Remove " + retry.shown() + ", for the call itself moves on where nothing was executed; or write "
							+ "idempotent = Idempotence.YES if repeating it does no harm.");
		}
		if (warned.add(call.method())) {
			logger.warn(
					"{}: {} repeats the whole call, and each call has attempts of its own on the {} endpoints of the "
							+ "pool \"{}\": the two multiply, and so does the load while endpoints fail. Remove {}; "
							+ "for more attempts write maxAttempts",
					InvalidHighlyAvailableMethodException.describe(call.method()), retry.shown(), endpoints(call),
					call.pool(), retry.shown());
		}
	}

	private int endpoints(AnnotatedCall call) {
		return pools(call).mapToInt((pool) -> pool.endpoints().size()).max().orElse(0);
	}

	/** Where the arguments tell the pool it may be any. */
	private Stream<EndpointPool<?>> pools(AnnotatedCall call) {
		return call.pool().isLiteral() ? registry.get().find(call.pool().text()).stream()
				: registry.get().all().stream();
	}

}
