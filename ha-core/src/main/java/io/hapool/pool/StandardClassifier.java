package io.hapool.pool;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

/**
 * What the JDK's own exceptions say.
 */
final class StandardClassifier implements FailureClassifier {

	static final FailureClassifier INSTANCE = ((FailureClassifier) StandardClassifier::ofCancelledFuture)
		.orElse(new StandardClassifier().alongCauses());

	/** With their subclasses: Netty has its own. */
	private static final Set<Class<?>> NOT_SENT = Set.of(ConnectException.class, NoRouteToHostException.class,
			PortUnreachableException.class, UnknownHostException.class, UnresolvedAddressException.class);

	/** Of {@code java.net.http}, which not every runtime image has. */
	private static final String HTTP_CONNECT_TIMEOUT = "java.net.http.HttpConnectTimeoutException";

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		if (NOT_SENT.stream().anyMatch((type) -> type.isInstance(failure)) || isConnectTimeout(failure)
				|| LocalFailures.hasNoSocket(failure)) {
			return Outcome.NOT_SENT;
		}
		if (failure instanceof NoEndpointAvailableException) {
			// another pool, used inside, is exhausted: no fault of this endpoint
			return Outcome.EXEMPT;
		}
		if (AttemptInterruptedException.explains(failure)) {
			// another pool, used inside, interrupted: nobody cancelled anything
			return Outcome.MAYBE_APPLIED;
		}
		return isInterruption(failure) ? Outcome.CANCELLED : null;
	}

	private static boolean isConnectTimeout(Throwable failure) {
		if (failure instanceof SocketTimeoutException) {
			// The JDK has one class for both timeouts; its text alone tells them apart.
			return "Connect timed out".equalsIgnoreCase(failure.getMessage());
		}
		return HTTP_CONNECT_TIMEOUT.equals(failure.getClass().getName());
	}

	/**
	 * The outermost only: as a cause it is how some clients tell of their own timeouts.
	 */
	private static @Nullable Outcome ofCancelledFuture(Throwable failure) {
		return (failure instanceof CancellationException) ? Outcome.CANCELLED : null;
	}

	private static boolean isInterruption(Throwable failure) {
		if (failure instanceof InterruptedIOException) {
			// Some clients throw it for their timeouts too; the flag tells them apart.
			return !(failure instanceof SocketTimeoutException) && Thread.currentThread().isInterrupted();
		}
		return failure instanceof InterruptedException || failure instanceof ClosedByInterruptException;
	}

}
