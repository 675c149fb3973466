package io.hapool.aop;

import java.lang.reflect.Method;

/**
 * Advice that is on the wrong side of ours.
 *
 * @param neighbour whose it is
 * @param order its order
 * @param ours the order of our advice
 */
record MisplacedAdvice(Neighbour neighbour, int order, int ours) {

	/**
	 * Nothing fits further out than this: the offset of method security is the widest.
	 */
	private static final int OUTERMOST = Integer.MIN_VALUE + 601;

	InvalidHighlyAvailableMethodException on(Method method) {
		return new InvalidHighlyAvailableMethodException(method,
				neighbour.shown() + " is " + (neighbour.belongsOutside() ? "inside" : "outside")
						+ " @HighlyAvailable in its chain (" + orders() + "), so " + neighbour.harm(),
				remedy());
	}

	private String orders() {
		String others = neighbour.isPlacedByPostProcessor() ? "put there by its post-processor" : "order " + order;
		return others + "; @HighlyAvailable has " + ours;
	}

	private String remedy() {
		if (neighbour.isPlacedByPostProcessor()) {
			return "Write " + neighbour.line(ours) + ".";
		}
		if (ours != HighlyAvailableAdvisor.DEFAULT_ORDER && (isMendedByDefault() || ours < OUTERMOST)) {
			return "Write ha.annotation.order=" + HighlyAvailableAdvisor.DEFAULT_ORDER
					+ ", its default, or leave the property out.";
		}
		return (neighbour.belongsOutside() || ours < Integer.MAX_VALUE) ? "Write " + neighbour.line(ours) + "."
				: "Write ha.annotation.order=" + (order - 1) + ".";
	}

	private boolean isMendedByDefault() {
		return neighbour.belongsOutside() ? order < HighlyAvailableAdvisor.DEFAULT_ORDER
				: order > HighlyAvailableAdvisor.DEFAULT_ORDER;
	}

}
