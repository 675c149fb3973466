package io.hapool.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands before a server on 127.0.0.1 until it cuts it off.
 */
final class CuttingProxy implements AutoCloseable {

	private enum State {

		FORWARDING, RESETTING, SILENT

	}

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ServerSocket door;

	private final int target;

	private volatile State state = State.FORWARDING;

	CuttingProxy(int target) {
		this.target = target;
		try {
			this.door = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	int port() {
		return door.getLocalPort();
	}

	/**
	 * Resets all connections, and each new one.
	 */
	void reset() {
		state = State.RESETTING;
		sockets.forEach(CuttingProxy::reset);
	}

	/**
	 * Lets nothing through any more, without a word.
	 */
	void silence() {
		state = State.SILENT;
	}

	@Override
	public void close() {
		state = State.RESETTING;
		try {
			door.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		sockets.forEach(CuttingProxy::reset);
	}

	private static void reset(Socket socket) {
		try (socket) {
			socket.setSoLinger(true, 0);
		}
		catch (IOException ignored) {
			// it is closed already
		}
	}

	private static void start(Runnable work) {
		Thread thread = new Thread(work, "cutting-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@SuppressWarnings("resource") // reset() closes the sockets
	private void accept() {
		while (!door.isClosed()) {
			try {
				Socket client = door.accept();
				sockets.add(client);
				if (state == State.FORWARDING) {
					forward(client);
				}
				else if (state == State.RESETTING) {
					reset(client);
				}
			}
			catch (IOException ignored) {
				// closed, or the server is gone
			}
		}
	}

	@SuppressWarnings("resource") // reset() closes the socket
	private void forward(Socket client) throws IOException {
		Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
		sockets.add(server);
		client.setTcpNoDelay(true);
		server.setTcpNoDelay(true);
		start(() -> pump(client, server));
		start(() -> pump(server, client));
		if (state == State.RESETTING) {
			reset(client);
			reset(server);
		}
	}

	private void pump(Socket from, Socket to) {
		byte[] buffer = new byte[8192];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				if (state == State.FORWARDING) {
					out.write(buffer, 0, read);
				}
			}
		}
		catch (IOException ignored) {
			// one of the two is gone, which ends the other
		}
		if (state != State.SILENT) {
			reset(from);
			reset(to);
			sockets.remove(from);
			sockets.remove(to);
		}
	}

}
