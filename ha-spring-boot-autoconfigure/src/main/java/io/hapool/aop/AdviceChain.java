package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.IntroductionAdvisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.aspectj.AspectJPrecedenceInformation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.MethodMatchers;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.Ordered;

/**
 * What a call of one method of a proxied bean passes, outermost first: the advisors of
 * its proxy that match the method, then those of the proxy behind it, if there is one.
 *
 * @param links what it passes
 */
record AdviceChain(List<Link> links) {

	/**
	 * @param advisor as the proxy has it
	 * @param neighbour whose advice it is, or {@code null} if its place does not matter
	 */
	record Link(Advisor advisor, @Nullable Neighbour neighbour) {

		boolean isOurs() {
			return advisor.getAdvice() instanceof HighlyAvailableInterceptor;
		}

		int order() {
			return (advisor instanceof Ordered ordered) ? ordered.getOrder() : Ordered.LOWEST_PRECEDENCE;
		}

	}

	AdviceChain {
		links = List.copyOf(links);
	}

	static AdviceChain of(Object proxy, Method method, BeanFactory beans) {
		Class<?> targetClass = AopProxyUtils.ultimateTargetClass(proxy);
		List<Link> links = new ArrayList<>();
		Object level = proxy;
		while (level instanceof Advised advised) {
			for (Advisor advisor : advised.getAdvisors()) {
				if (matches(advised, advisor, method, targetClass)) {
					links.add(new Link(advisor, neighbour(advisor, beans)));
				}
			}
			level = AopProxyUtils.getSingletonTarget(advised);
		}
		return new AdviceChain(links);
	}

	/** As the proxy itself decides when the method is called. */
	private static boolean matches(Advised advised, Advisor advisor, Method method, Class<?> targetClass) {
		if (advisor instanceof PointcutAdvisor pointcutAdvisor) {
			return (advised.isPreFiltered() || pointcutAdvisor.getPointcut().getClassFilter().matches(targetClass))
					&& MethodMatchers.matches(pointcutAdvisor.getPointcut().getMethodMatcher(), method, targetClass,
							false);
		}
		if (advisor instanceof IntroductionAdvisor introduction) {
			return advised.isPreFiltered() || introduction.getClassFilter().matches(targetClass);
		}
		return true;
	}

	private static @Nullable Neighbour neighbour(Advisor advisor, BeanFactory beans) {
		if (advisor instanceof AspectJPrecedenceInformation aspect) {
			String name = aspect.getAspectName();
			Class<?> type = beans.containsBean(name) ? beans.getType(name) : null;
			return (type != null) ? Neighbour.of(type).orElse(null) : null;
		}
		Optional<Neighbour> known = Neighbour.of(advisor.getAdvice().getClass());
		return known.or(() -> Neighbour.of(advisor.getClass())).orElse(null);
	}

	Optional<Link> ours() {
		return links.stream().filter(Link::isOurs).findFirst();
	}

	List<Link> outside(Link ours) {
		return links.subList(0, links.indexOf(ours));
	}

	List<Link> inside(Link ours) {
		return links.subList(links.indexOf(ours) + 1, links.size());
	}

}
