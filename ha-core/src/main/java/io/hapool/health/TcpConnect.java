package io.hapool.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/**
 * Opens a TCP connection and closes it. It tells a dead endpoint from a living one, but
 * not one that hangs: a process that is stopped still lets its kernel accept.
 * <p>
 * A {@link Poller} holds no thread while such a connection opens.
 *
 * @param port where to connect; 0: to the port of the target or of its scheme
 */
public record TcpConnect(int port) implements HealthCheck<URI> {

	/** Connects to the target's own port. */
	public static final TcpConnect INSTANCE = new TcpConnect(0);

	/**
	 * Checks the port.
	 */
	public TcpConnect {
		TargetAddress.checkedPort("health-check.port", port);
	}

	/**
	 * Returns whether a URI says where to connect.
	 * @param uri the URI
	 * @return whether it has a host, and a port of its own or of its scheme
	 */
	public static boolean isPossible(URI uri) {
		return uri.getHost() != null && TargetAddress.port(uri) > 0;
	}

	@Override
	public Verdict check(URI uri, Duration timeout) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(address(uri), (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis())));
			return Verdict.UP;
		}
	}

	InetSocketAddress address(URI uri) throws IOException {
		int port = (this.port > 0) ? this.port : TargetAddress.port(uri);
		if (port < 0) {
			throw new IllegalArgumentException("target: \"" + TargetAddress.withoutUserInfo(uri)
					+ "\" (expected: a URI with a port, or a health check with one)");
		}
		return TargetAddress.resolve(uri, port);
	}

}
