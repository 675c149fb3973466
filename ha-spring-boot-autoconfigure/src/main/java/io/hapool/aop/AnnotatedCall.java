package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.stream.Stream;

import io.hapool.annotation.Idempotence;
import io.hapool.annotation.Nesting;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import org.jspecify.annotations.Nullable;

/**
 * What the annotation says of one method.
 *
 * @param method the method of the target class
 * @param targetClass the class of the bean
 * @param pool the name of the pool, placeholders resolved
 * @param options what its calls do otherwise than the pool
 * @param idempotence whether repeating it does no harm
 * @param nesting what it does within an attempt on the same pool
 * @param returns how it says what came of it
 * @param leased the parameter that gets the lease, if there is one
 * @param fallbackMethod what the annotation says, placeholders resolved; empty: nothing
 */
record AnnotatedCall(Method method, Class<?> targetClass, PoolName pool, CallOptions<Object> options,
		Idempotence idempotence, Nesting nesting, ReturnStyle returns, @Nullable LeasedParameter leased,
		String fallbackMethod) {

	/**
	 * Returns whether repeating it does no harm, as the annotation says, or else the
	 * pools.
	 * @param pools where its calls may go
	 */
	boolean isIdempotent(Stream<? extends EndpointPool<?>> pools) {
		return (idempotence == Idempotence.INHERIT) ? pools.allMatch(EndpointPool::isIdempotent)
				: idempotence == Idempotence.YES;
	}

	/**
	 * @param index its place among the parameters
	 * @param kind what it gets
	 * @param targetType the type that the targets must have
	 */
	record LeasedParameter(int index, Kind kind, Class<?> targetType) {
	}

	enum Kind {

		TARGET, LEASE

	}

}
