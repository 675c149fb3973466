package io.hapool.sample.backend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The program of a backend process: answers {@code GET /quote} in the mode that it was
 * told last. It needs the JDK alone and is one class file, so that it runs wherever that
 * file is copied to.
 * <p>
 * Arguments: the name, and the port (0: a free one). It writes the port to its standard
 * output, reads modes from its standard input, a line each ({@code ok}, {@code hang},
 * {@code 503}, {@code slow}), confirms each by a line, and ends when the input does: it
 * never outlives the application that started it, whatever becomes of that.
 */
public final class BackendProgram {

	private static final long SLOW_MILLIS = 1500;

	private static final int LISTEN_BACKLOG = 128;

	private static final List<String> SAYINGS = List.of("Fall seven times, stand up eight.",
			"Do not put all your eggs in one basket.", "Many hands make light work.",
			"A smooth sea never made a skilled sailor.", "Hope for the best, prepare for the worst.",
			"When one door closes, another opens.", "A chain is as strong as its weakest link.",
			"There is more than one way to the mill.");

	private final String name;

	private final HttpServer server;

	private final Executor later = CompletableFuture.delayedExecutor(SLOW_MILLIS, TimeUnit.MILLISECONDS);

	private final AtomicInteger answers = new AtomicInteger();

	private final Queue<HttpExchange> unanswered = new ConcurrentLinkedQueue<>();

	private volatile String mode = "ok";

	private BackendProgram(String name, int port) throws IOException {
		this.name = name;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port),
				LISTEN_BACKLOG);
		this.server.setExecutor(Executors.newFixedThreadPool(2));
		this.server.createContext("/quote", this::handle);
	}

	/**
	 * Serves until the standard input ends.
	 * @param args the name, and the port or 0
	 */
	public static void main(String[] args) {
		int status = 0;
		try {
			BackendProgram program = new BackendProgram(args[0], Integer.parseInt(args[1]));
			program.server.start();
			System.out.println(program.server.getAddress().getPort());
			program.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			System.err.println("Backend " + String.join(" ", args) + ": " + ex);
			status = 1;
		}
		Runtime.getRuntime().halt(status); // open connections are no reason to stay
	}

	private void obey(BufferedReader orders) throws IOException {
		String order;
		while ((order = orders.readLine()) != null) {
			mode = order;
			if (!"hang".equals(order)) {
				drop();
			}
			System.out.println(order);
		}
	}

	private void handle(HttpExchange exchange) throws IOException {
		switch (mode) {
			case "hang" -> unanswered.add(exchange);
			case "slow" -> later.execute(() -> answerLate(exchange));
			case "503" -> refuse(exchange);
			default -> answer(exchange);
		}
	}

	private void answer(HttpExchange exchange) throws IOException {
		String saying = SAYINGS.get(Math.floorMod(answers.getAndIncrement(), SAYINGS.size()));
		byte[] body = ("{\"text\":\"" + saying + "\",\"backend\":\"" + name + "\"}").getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, body.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(body);
		}
	}

	private void answerLate(HttpExchange exchange) {
		try {
			answer(exchange);
		}
		catch (IOException ex) {
			exchange.close(); // the client has not waited
		}
	}

	private static void refuse(HttpExchange exchange) throws IOException {
		exchange.sendResponseHeaders(503, -1);
		exchange.close();
	}

	/** Ends the exchanges that hang: their clients see a reset, not a late answer. */
	private void drop() {
		HttpExchange exchange;
		while ((exchange = unanswered.poll()) != null) {
			exchange.close();
		}
	}

}
