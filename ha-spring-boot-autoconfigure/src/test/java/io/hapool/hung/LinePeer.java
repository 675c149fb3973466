package io.hapool.hung;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A server on 127.0.0.1 that reads lines, and answers each with the same one, or never.
 * It has a thread for each connection until its client closes it: one that is left tells
 * of a connection that was left.
 */
final class LinePeer implements AutoCloseable {

	/** So that a test whose client waits for ever fails, and does not hang as well. */
	private static final int PATIENCE_MILLIS = 20_000;

	private final ServerSocket server;

	private final @Nullable String answer;

	private LinePeer(@Nullable String answer) {
		this.answer = answer;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	static LinePeer answering(String answer) {
		return new LinePeer(answer);
	}

	static LinePeer silent() {
		return new LinePeer(null);
	}

	int port() {
		return this.server.getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				start(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void serve(Socket accepted) {
		try (Socket socket = accepted;
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
			socket.setSoTimeout(PATIENCE_MILLIS);
			while (lines.readLine() != null) {
				if (this.answer != null) {
					socket.getOutputStream().write((this.answer + "\n").getBytes(StandardCharsets.UTF_8));
				}
			}
		}
		catch (IOException ex) {
			// the client has gone
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "line-peer");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
