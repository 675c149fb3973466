package io.hapool.fault;

import java.lang.reflect.Method;
import java.util.Optional;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Aborts instead of failing where {@link Standstills} tell that nothing was measured.
 */
final class StandstillExtension implements InvocationInterceptor {

	@Override
	public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
			ExtensionContext context) throws Throwable {
		intercept(invocation);
	}

	@Override
	public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
			ExtensionContext context) throws Throwable {
		intercept(invocation);
	}

	private static void intercept(Invocation<Void> invocation) throws Throwable {
		try (Standstills standstills = Standstills.watch()) {
			intercept(invocation, standstills);
		}
	}

	static void intercept(Invocation<Void> invocation, Standstills standstills) throws Throwable {
		try {
			invocation.proceed();
		}
		catch (TestAbortedException | BrokenInvariantError ex) {
			throw ex;
		}
		catch (Exception | AssertionError ex) {
			standstills.close();
			Optional<String> disturbance = standstills.disturbance();
			if (disturbance.isPresent()) {
				throw new TestAbortedException(disturbance.get() + ", and so it failed without a meaning: " + ex, ex);
			}
			throw ex;
		}
	}

}
