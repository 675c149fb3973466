package io.hapool.fault;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A small HTTP/1.1 server on raw sockets that fails as it is told: the main class of the
 * process behind {@link BackendProcess}. Needs nothing but the JDK and this package.
 * <p>
 * The one argument is the port, 0 for a free one. Says {@code listening <port>}, then
 * obeys its standard input, one command a line, each answered by one line:
 * {@code mode <name> [<milliseconds>]}, {@code requests}, {@code connections}. It ends
 * with its input, so it never outlives the process that started it.
 */
public final class BackendMain {

	private final Map<String, Integer> requests = new ConcurrentHashMap<>();

	private final AtomicInteger connections = new AtomicInteger();

	private final ServerSocket server;

	private volatile BackendMode mode = BackendMode.OK;

	private volatile long slowMillis;

	private BackendMain(ServerSocket server) {
		this.server = server;
	}

	/**
	 * Runs a backend until its standard input ends.
	 */
	public static void main(String[] args) throws IOException {
		BackendMain backend = new BackendMain(LocalPorts.listen(Integer.parseInt(args[0])));
		inBackground(backend::accept);
		System.out.println("listening " + backend.server.getLocalPort());
		backend.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
	}

	private void obey(BufferedReader commands) throws IOException {
		String command;
		while ((command = commands.readLine()) != null) {
			System.out.println(reply(command.split(" ")));
		}
	}

	private String reply(String[] command) {
		switch (command[0]) {
			case "mode" -> {
				slowMillis = (command.length > 2) ? Long.parseLong(command[2]) : 0;
				mode = BackendMode.valueOf(command[1].toUpperCase(Locale.ROOT).replace('-', '_'));
				return "mode " + command[1];
			}
			case "requests" -> {
				return "requests " + requests.entrySet()
					.stream()
					.map((entry) -> entry.getKey() + "=" + entry.getValue())
					.collect(Collectors.joining(" "));
			}
			case "connections" -> {
				return "connections " + connections.get();
			}
			default -> {
				return "unknown command " + command[0];
			}
		}
	}

	private void accept() {
		while (true) {
			try {
				Socket socket = server.accept();
				connections.incrementAndGet();
				inBackground(() -> serve(socket));
			}
			catch (IOException ex) {
				throw new IllegalStateException("The backend accepts no more", ex);
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			if (mode == BackendMode.RESET_ON_ACCEPT) {
				reset(socket);
				return;
			}
			socket.setTcpNoDelay(true);
			InputStream in = new BufferedInputStream(socket.getInputStream());
			boolean open = true;
			while (open && isRequestThere(in)) {
				if (mode == BackendMode.RESET_ON_ACCEPT) {
					reset(socket);
					return;
				}
				read(in);
				open = answer(socket, in);
			}
		}
		catch (IOException ignored) {
			// the client has gone
		}
	}

	private static boolean isRequestThere(InputStream in) throws IOException {
		in.mark(1);
		boolean there = in.read() >= 0;
		in.reset();
		return there;
	}

	/** Reads one request to its end and counts it. */
	private void read(InputStream in) throws IOException {
		String id = "";
		int length = 0;
		String line;
		while (!(line = readLine(in)).isEmpty()) {
			String header = line.toLowerCase(Locale.ROOT);
			if (header.startsWith("x-request-id:")) {
				id = value(line);
			}
			else if (header.startsWith("content-length:")) {
				length = Integer.parseInt(value(line));
			}
		}
		if (in.readNBytes(length).length < length) {
			throw new EOFException();
		}
		requests.merge(id, 1, Integer::sum);
	}

	private static String value(String header) {
		return header.substring(header.indexOf(':') + 1).strip();
	}

	private static String readLine(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		int next;
		while ((next = in.read()) != '\n') {
			if (next < 0) {
				throw new EOFException();
			}
			line.append((char) next);
		}
		return line.toString().stripTrailing();
	}

	/**
	 * Answers as the mode says.
	 * @return whether the connection stays open
	 */
	private boolean answer(Socket socket, InputStream in) throws IOException {
		BackendMode now = mode;
		switch (now) {
			case OK, RESET_ON_ACCEPT -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			case SLOW -> {
				pause(slowMillis);
				write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			}
			case STATUS429, STATUS503 -> write(socket, "HTTP/1.1 " + status(now) + "\r\nContent-Length: 0\r\n\r\n");
			// until the client goes
			case HANG -> in.transferTo(OutputStream.nullOutputStream());
			case TRICKLE -> trickle(socket);
			case GARBAGE -> {
				write(socket, "\u0001\u0002 this is no HTTP at all\r\n\r\n");
				in.transferTo(OutputStream.nullOutputStream());
			}
			case TRUNCATED -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
			case RESET_MID_RESPONSE -> {
				write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
				reset(socket);
			}
		}
		return now != BackendMode.TRUNCATED && !socket.isClosed();
	}

	private static String status(BackendMode mode) {
		return (mode == BackendMode.STATUS429) ? "429 Too Many Requests\r\nRetry-After: 1" : "503 Service Unavailable";
	}

	private static void trickle(Socket socket) throws IOException {
		write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 3600\r\n\r\n");
		for (int sent = 0; sent < 3600; sent++) {
			pause(1000);
			write(socket, ".");
		}
	}

	private static void pause(long millis) {
		try {
			TimeUnit.MILLISECONDS.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void write(Socket socket, String answer) throws IOException {
		socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

	private static void inBackground(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
	}

}
