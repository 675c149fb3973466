package io.hapool.fault;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Attempts over HTTP/1.1 on plain sockets: one knows when a connection is opened, and
 * when one is kept. An abort of the lease closes the connection.
 */
final class SocketAttempts implements AutoCloseable {

	private static final int CONNECT_MILLIS = 1000;

	private final Map<URI, Queue<Socket>> kept = new ConcurrentHashMap<>();

	/**
	 * Opens connections to be used by {@link #sendOnKept}.
	 */
	void open(URI target, int count) {
		try {
			for (int i = 0; i < count; i++) {
				Socket socket = new Socket();
				connect(socket, target);
				queue(target).add(socket);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sends a request on a connection that is kept, on a new one if there is none.
	 * @return the status of the answer
	 */
	int sendOnKept(Lease<URI> lease, String id) throws IOException {
		@Nullable Socket idle = queue(lease.target()).poll();
		Socket socket = (idle != null) ? idle : new Socket();
		boolean keep = false;
		try {
			int status = send(socket, lease, id);
			keep = true;
			return status;
		}
		finally {
			if (keep) {
				queue(lease.target()).add(socket);
			}
			else {
				socket.close();
			}
		}
	}

	/**
	 * Sends a request on a connection of its own.
	 * @return the status of the answer
	 */
	static int sendOnNew(Lease<URI> lease, String id) throws IOException {
		try (Socket socket = new Socket()) {
			return send(socket, lease, id);
		}
	}

	@Override
	public void close() {
		kept.values().forEach((queue) -> queue.forEach(SocketAttempts::close));
	}

	private Queue<Socket> queue(URI target) {
		return kept.computeIfAbsent(target, (missing) -> new ConcurrentLinkedQueue<>());
	}

	private static int send(Socket socket, Lease<URI> lease, String id) throws IOException {
		try (Lease.Registration abort = lease.onAbort(socket::close)) {
			if (!socket.isConnected()) {
				connect(socket, lease.target());
			}
			String request = "POST / HTTP/1.1\r\nX-Request-Id: " + id + "\r\nContent-Length: 2\r\n\r\nhi";
			OutputStream out = socket.getOutputStream();
			out.write(request.getBytes(StandardCharsets.ISO_8859_1));
			return read(
					new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)));
		}
	}

	private static void connect(Socket socket, URI target) throws IOException {
		socket.connect(new InetSocketAddress(target.getHost(), target.getPort()), CONNECT_MILLIS);
		socket.setTcpNoDelay(true);
	}

	/** Reads an answer to its end; nothing follows it. */
	private static int read(BufferedReader in) throws IOException {
		int status = Integer.parseInt(line(in).split(" ")[1]);
		int left = 0;
		String header;
		while (!(header = line(in)).isEmpty()) {
			if (header.startsWith("Content-Length: ")) {
				left = Integer.parseInt(header.substring("Content-Length: ".length()));
			}
		}
		for (; left > 0; left--) {
			if (in.read() < 0) {
				throw new EOFException();
			}
		}
		return status;
	}

	private static String line(BufferedReader in) throws IOException {
		@Nullable String line = in.readLine();
		if (line == null) {
			throw new EOFException();
		}
		return line;
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
