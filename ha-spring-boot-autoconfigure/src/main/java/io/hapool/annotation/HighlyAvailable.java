package io.hapool.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Makes the calls of a method highly available: each attempt leases an endpoint of a pool
 * and gets it in the parameter marked {@link Leased}; a failure moves the call to another
 * endpoint within its timeout.
 *
 * <pre>
 * &#064;HighlyAvailable("billing")
 * public Invoice find(String id, @Leased &#064;Nullable URI endpoint) { ... }
 * </pre>
 *
 * The method runs once per attempt, so it should send one request. It must be called
 * through its bean, not by {@code this}, and must not be private, static or final. On a
 * class it stands for all its public methods but its fallbacks.
 * <p>
 * When all attempts fail the caller gets the last exception of the method, the others
 * suppressed in it; when no endpoint is available, {@code NoEndpointAvailableException};
 * unless {@link #fallbackMethod()} has an answer.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Reflective
public @interface HighlyAvailable {

	/**
	 * The name of the pool. May hold placeholders, and expressions over the arguments
	 * such as {@code "#{#tenant}"} or {@code "billing-#{#region}"}, whose value must be
	 * the name of a pool.
	 */
	@AliasFor("pool")
	String value() default "";

	/**
	 * The name of the pool. May hold placeholders, and expressions over the arguments
	 * such as {@code "#{#tenant}"} or {@code "billing-#{#region}"}, whose value must be
	 * the name of a pool.
	 */
	@AliasFor("value")
	String pool() default "";

	/**
	 * The limit of the whole call, such as {@code 2s}. May hold placeholders; empty: as
	 * the pool says.
	 */
	String timeout() default "";

	/**
	 * The limit of each attempt, such as {@code 500ms}. May hold placeholders; empty: as
	 * the pool says.
	 */
	String attemptTimeout() default "";

	/**
	 * How many attempts a call may have; 0: each endpoint once, negative: as the pool
	 * says.
	 */
	int maxAttempts() default -1;

	/**
	 * Whether repeating the call does no harm.
	 */
	Idempotence idempotent() default Idempotence.INHERIT;

	/**
	 * What the method does when it is called within an attempt on the same pool. What is
	 * declared not idempotent here always has a lease of its own.
	 */
	Nesting nesting() default Nesting.PART_OF_ATTEMPT;

	/**
	 * The exceptions that say something of the endpoint. Any other, unless one of these
	 * is among its causes, is rethrown at once, and neither success nor failure is
	 * booked. Empty: all.
	 */
	Class<? extends Throwable>[] includes() default {};

	/**
	 * The exceptions that say nothing of the endpoint: they, and those that have one of
	 * them among their causes, are rethrown at once, and neither success nor failure is
	 * booked. They come before {@link #includes()}.
	 */
	Class<? extends Throwable>[] excludes() default {};

	/**
	 * The method that answers when the call has failed: the name of a method of the same
	 * class, which may be private, or {@code "@bean.method"} for one of another bean. May
	 * hold placeholders.
	 * <p>
	 * It takes the parameters of this method, with the one marked {@link Leased}, which
	 * is then as the caller passed it, or without it; and after them the exception, if it
	 * wants to see it. Of several with this name the one for the most specific exception
	 * answers; what none of them takes is thrown. It runs once, when all leases are back,
	 * and not when the caller has gone: interrupted or cancelled. What it throws has the
	 * failure of the call suppressed in it.
	 */
	String fallbackMethod() default "";

}
