package io.hapool.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

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
 * class it stands for all its public methods.
 * <p>
 * When all attempts fail the caller gets the last exception of the method, the others
 * suppressed in it; when no endpoint is available, {@code NoEndpointAvailableException}.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface HighlyAvailable {

	/**
	 * The name of the pool. May hold placeholders.
	 */
	@AliasFor("pool")
	String value() default "";

	/**
	 * The name of the pool. May hold placeholders.
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

}
