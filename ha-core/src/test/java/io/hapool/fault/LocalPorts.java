package io.hapool.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Listens on ports of 127.0.0.1.
 * <p>
 * Free ports are taken from below the range that outgoing connections take theirs from:
 * else one of those could sit on the port while its server is down, or even connect to
 * itself.
 */
public final class LocalPorts {

	private static final int LOWEST = 20_000;

	private static final int HIGHEST = 32_000;

	/** Where the kernel begins with ports of outgoing connections. */
	private static final int OUTGOING = 32_768;

	private static final int BACKLOG = 512;

	private LocalPorts() {
	}

	/**
	 * Returns a port that nothing listens on.
	 */
	public static int free() {
		try (ServerSocket server = listen(0)) {
			return server.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns a port that nothing listens on, for a server that listens on a second one
	 * too. That one is free as well, and {@link #free()} returns it to nobody.
	 * @param distance how far the second port is above the first
	 */
	public static int free(int distance) {
		for (int attempt = 0; attempt < 100; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(HIGHEST, OUTGOING) - distance;
			try (ServerSocket first = bind(port); ServerSocket second = bind(port + distance)) {
				return first.getLocalPort();
			}
			catch (IOException ignored) {
				// taken: another one
			}
		}
		throw new IllegalStateException("No free pair of ports up to " + OUTGOING);
	}

	/**
	 * Listens on a port.
	 * @param port which one, 0 for a free one
	 */
	static ServerSocket listen(int port) throws IOException {
		if (port != 0) {
			return bind(port);
		}
		for (int attempt = 0; attempt < 100; attempt++) {
			try {
				return bind(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST));
			}
			catch (BindException ignored) {
				// taken: another one
			}
		}
		throw new BindException("No free port from " + LOWEST + " to " + HIGHEST);
	}

	private static ServerSocket bind(int port) throws IOException {
		ServerSocket server = new ServerSocket();
		try {
			server.setReuseAddress(true);
			server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
			return server;
		}
		catch (IOException ex) {
			server.close();
			throw ex;
		}
	}

}
