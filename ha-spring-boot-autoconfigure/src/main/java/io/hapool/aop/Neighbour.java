package io.hapool.aop;

import java.util.Optional;
import java.util.function.IntFunction;

import org.springframework.util.ClassUtils;

/**
 * Advice of others that has a place beside ours. It is known by the name of its class, so
 * that none of it has to be there.
 */
enum Neighbour {

	/** The method returns at once: what judges its outcome must run on its thread. */
	ASYNC("@Async", "org.springframework.aop.interceptor.AsyncExecutionAspectSupport", Place.OUTSIDE,
			"each attempt would count as a success before the method has run",
			(order) -> "@EnableAsync without an order and without changes to its post-processor: it puts @Async "
					+ "outside what is there already"),

	/** Spring Framework's own. */
	RETRYABLE("@Retryable", "org.springframework.resilience.retry.AbstractRetryInterceptor", Place.OUTSIDE_REPEATING,
			Neighbour.REPEATED_INSIDE,
			(order) -> "@EnableResilientMethods without an order and without changes to its post-processor: it puts "
					+ "@Retryable outside what is there already"),

	/** That of the library spring-retry. */
	SPRING_RETRY("spring-retry's @Retryable", "org.springframework.retry.", Place.OUTSIDE_REPEATING,
			Neighbour.REPEATED_INSIDE, (order) -> "@EnableRetry(order = " + (order - 1) + ")"),

	RESILIENCE4J_RETRY("Resilience4j's @Retry", "io.github.resilience4j.spring6.retry.configure.RetryAspect",
			Place.OUTSIDE_REPEATING, Neighbour.REPEATED_INSIDE,
			// one more is left for the circuit breaker, whose place is between the two
			(order) -> "resilience4j.retry.retry-aspect-order=" + (order - 2)),

	RESILIENCE4J_CIRCUIT_BREAKER("Resilience4j's @CircuitBreaker",
			"io.github.resilience4j.spring6.circuitbreaker.configure.CircuitBreakerAspect", Place.OUTSIDE,
			"it would count the failures of single endpoints and refuse attempts that another endpoint could answer",
			(order) -> "resilience4j.circuitbreaker.circuit-breaker-aspect-order=" + (order - 1)),

	/** With {@code @CachePut} and {@code @CacheEvict}: one advice does all. */
	CACHE("@Cacheable", "org.springframework.cache.interceptor.CacheInterceptor", Place.OUTSIDE,
			Neighbour.CACHED_INSIDE, (order) -> "@EnableCaching(order = " + (order - 1) + ")"),

	JCACHE("@CacheResult", "org.springframework.cache.jcache.interceptor.JCacheInterceptor", Place.OUTSIDE,
			Neighbour.CACHED_INSIDE, (order) -> "@EnableCaching(order = " + (order - 1) + ")"),

	SECURITY("method security", "org.springframework.security.authorization.method.AuthorizationAdvisor", Place.OUTSIDE,
			"who is denied would lease an endpoint first",
			// the last of its interceptors comes at 600
			(order) -> "@EnableMethodSecurity(offset = " + (order - 601) + ")"),

	TRANSACTION("@Transactional", "org.springframework.transaction.interceptor.TransactionInterceptor", Place.INSIDE,
			"all attempts would share one transaction, which the first that fails may mark for rollback",
			(order) -> "@EnableTransactionManagement(order = " + (order + 1) + ")");

	private static final String REPEATED_INSIDE = "it would repeat attempts on the endpoint that has just failed";

	private static final String CACHED_INSIDE = "a cache hit would lease an endpoint that does nothing";

	private final String shown;

	private final String type;

	private final Place place;

	private final String harm;

	private final IntFunction<String> line;

	Neighbour(String shown, String type, Place place, String harm, IntFunction<String> line) {
		this.shown = shown;
		this.type = type;
		this.place = place;
		this.harm = harm;
		this.line = line;
	}

	/**
	 * Returns whose advice it is.
	 * @param advice the class of the advice, the advisor or the aspect
	 * @return the neighbour, or nothing if its place does not matter
	 */
	static Optional<Neighbour> of(Class<?> advice) {
		for (Neighbour neighbour : values()) {
			if (neighbour.made(advice)) {
				return Optional.of(neighbour);
			}
		}
		return Optional.empty();
	}

	private boolean made(Class<?> advice) {
		for (Class<?> type = advice; type != null; type = type.getSuperclass()) {
			if (isNamed(type)) {
				return true;
			}
		}
		for (Class<?> type : ClassUtils.getAllInterfacesForClass(advice)) {
			if (isNamed(type)) {
				return true;
			}
		}
		return false;
	}

	private boolean isNamed(Class<?> candidate) {
		return type.endsWith(".") ? candidate.getName().startsWith(type) : candidate.getName().equals(type);
	}

	/** As users know it. */
	String shown() {
		return shown;
	}

	/** What goes wrong in the wrong place. */
	String harm() {
		return harm;
	}

	boolean belongsOutside() {
		return place != Place.INSIDE;
	}

	boolean repeats() {
		return place == Place.OUTSIDE_REPEATING;
	}

	/** Its place comes from when its post-processor runs, not from an order. */
	boolean isPlacedByPostProcessor() {
		return this == ASYNC || this == RETRYABLE;
	}

	/**
	 * Returns what to write.
	 * @param order the order of our advice
	 * @return what puts this one into its place
	 */
	String line(int order) {
		return line.apply(order);
	}

	private enum Place {

		OUTSIDE, OUTSIDE_REPEATING, INSIDE

	}

}
