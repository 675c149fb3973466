package io.hapool.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * Opens a TCP connection and closes it. It tells a dead endpoint from a living one, but
 * not one that hangs: a process that is stopped still lets its kernel accept.
 */
public final class TcpConnect implements HealthCheck<URI> {

	/** The only one: it has no state. */
	public static final TcpConnect INSTANCE = new TcpConnect();

	private TcpConnect() {
	}

	/**
	 * Returns whether a URI says where to connect.
	 * @param uri the URI
	 * @return whether it has a host, and a port of its own or of its scheme
	 */
	public static boolean isPossible(URI uri) {
		return uri.getHost() != null && port(uri) > 0;
	}

	@Override
	public Verdict check(URI uri, Duration timeout) throws IOException {
		// resolved here and now, so that a name that has moved is looked up anew
		InetSocketAddress address = new InetSocketAddress(host(uri), port(uri));
		if (address.isUnresolved()) {
			throw new UnknownHostException(address.getHostString());
		}
		try (Socket socket = new Socket()) {
			socket.connect(address, (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis())));
			return Verdict.UP;
		}
	}

	private static String host(URI uri) {
		String host = uri.getHost();
		boolean bracketed = host.startsWith("[") && host.endsWith("]");
		return bracketed ? host.substring(1, host.length() - 1) : host;
	}

	private static int port(URI uri) {
		if (uri.getPort() > 0) {
			return uri.getPort();
		}
		String scheme = (uri.getScheme() != null) ? uri.getScheme() : "";
		return switch (scheme) {
			case "http", "ws" -> 80;
			case "https", "wss" -> 443;
			case "redis" -> 6379;
			default -> -1;
		};
	}

}
