package io.hapool.context;

import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.hapool.call.Attempt;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.util.ClassUtils;

/**
 * What a caller's thread carries: the MDC and, with Micrometer's context-propagation on
 * the class path, all thread locals that are registered there, among them the current
 * observation, the security context and the current lease.
 */
public final class CallContext {

	private static final boolean PROPAGATION = ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory",
			CallContext.class.getClassLoader());

	private final @Nullable Map<String, String> diagnostics;

	private final @Nullable Carried threadLocals;

	private CallContext(@Nullable Map<String, String> diagnostics, @Nullable Carried threadLocals) {
		this.diagnostics = diagnostics;
		this.threadLocals = threadLocals;
	}

	/**
	 * Captures what the calling thread carries.
	 * @param sources contexts that come before the thread, such as Reactor's
	 * {@code ContextView}
	 * @return what to restore on other threads
	 */
	public static CallContext capture(Object... sources) {
		return new CallContext(MDC.getCopyOfContextMap(), PROPAGATION ? ThreadLocals.capture(sources) : null);
	}

	/**
	 * Puts what was captured on the calling thread in place of what is there.
	 * @return the way to take it away again, on the same thread
	 */
	public Scope restore() {
		Map<String, String> before = MDC.getCopyOfContextMap();
		Scope inner = (threadLocals != null) ? threadLocals.restore() : () -> {
		};
		setDiagnostics(diagnostics);
		return () -> {
			inner.close();
			setDiagnostics(before);
		};
	}

	/**
	 * Returns an attempt that sees on each thread what the calling thread carries now.
	 * The first time it runs on that thread itself.
	 * @param <T> the type of the targets
	 * @param <R> what it returns
	 * @param attempt of one call
	 * @param sources contexts that come before the thread
	 * @return the attempt, for one call
	 */
	public static <T, R extends @Nullable Object> Attempt<Lease<T>, CompletionStage<R>, Exception> carry(
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt, Object... sources) {
		return new CarriedAttempt<>(capture(sources), attempt);
	}

	private static void setDiagnostics(@Nullable Map<String, String> diagnostics) {
		if (diagnostics != null) {
			MDC.setContextMap(diagnostics);
		}
		else {
			MDC.clear();
		}
	}

	/**
	 * Takes away what was restored.
	 */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		/**
		 * Puts back what was there before.
		 */
		@Override
		void close();

	}

	/** Keeps the optional library out of this class. */
	interface Carried {

		Scope restore();

	}

	private static final class CarriedAttempt<T, R extends @Nullable Object>
			implements Attempt<Lease<T>, CompletionStage<R>, Exception> {

		private final CallContext context;

		private final Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt;

		private boolean begun;

		CarriedAttempt(CallContext context, Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt) {
			this.context = context;
			this.attempt = attempt;
		}

		@Override
		public CompletionStage<R> run(Lease<T> lease) throws Exception {
			if (!begun) {
				begun = true;
				return attempt.run(lease);
			}
			Scope scope = context.restore();
			try {
				return attempt.run(lease);
			}
			finally {
				scope.close();
			}
		}

	}

}
