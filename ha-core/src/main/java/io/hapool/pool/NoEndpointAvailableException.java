package io.hapool.pool;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * No lease could be granted: all endpoints of the pool are isolated, in maintenance, or
 * have been tried. The text names each endpoint and its state; the last failure of each
 * is suppressed in this exception. Free of credentials.
 */
public sealed class NoEndpointAvailableException extends RuntimeException permits EndpointsBusyException {

	@Serial
	private static final long serialVersionUID = 1;

	private final String pool;

	/**
	 * Creates the exception.
	 * @param pool the name of the pool
	 * @param endpoints the endpoints of the pool
	 */
	public NoEndpointAvailableException(String pool, List<? extends EndpointSnapshot<?>> endpoints) {
		super(message(pool, endpoints));
		this.pool = pool;
		for (EndpointSnapshot<?> endpoint : endpoints) {
			EndpointSnapshot.Failure failure = endpoint.lastFailure();
			if (failure != null && failure.throwable() != null) {
				addSuppressed(failure.throwable());
			}
		}
	}

	NoEndpointAvailableException(String pool, String message) {
		super(message);
		this.pool = pool;
	}

	/**
	 * Returns the pool that was exhausted.
	 * @return its name
	 */
	public String pool() {
		return pool;
	}

	private static String message(String pool, List<? extends EndpointSnapshot<?>> endpoints) {
		if (endpoints.isEmpty()) {
			return "Pool \"" + pool + "\" has no endpoints";
		}
		return "No endpoint of pool \"" + pool + "\" is available: "
				+ endpoints.stream().map(NoEndpointAvailableException::describe).collect(Collectors.joining("; "));
	}

	private static String describe(EndpointSnapshot<?> endpoint) {
		StringBuilder text = new StringBuilder(endpoint.endpoint().id()).append(' ').append(endpoint.status());
		if (endpoint.isolationEnds() != null) {
			text.append(" for another ").append(endpoint.isolationEnds().toMillis()).append(" ms");
		}
		if (endpoint.lastFailure() != null) {
			text.append(" (").append(endpoint.lastFailure().description()).append(')');
		}
		return text.toString();
	}

}
