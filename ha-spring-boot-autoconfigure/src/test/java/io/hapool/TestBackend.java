package io.hapool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An HTTP server on 127.0.0.1 that answers each request with one status and its name.
 */
public final class TestBackend implements AutoCloseable {

	/** Room for all connections that a test opens at once. */
	private static final int BACKLOG = 4000;

	private final AtomicInteger requests = new AtomicInteger();

	private final CountDownLatch entered = new CountDownLatch(1);

	private final HttpServer server;

	private final String name;

	private volatile int status = 200;

	private volatile Map<String, String> headers = Map.of();

	private volatile CountDownLatch gate = new CountDownLatch(0);

	private TestBackend(String name) {
		this.name = name;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	public static TestBackend start(String name) {
		return new TestBackend(name);
	}

	/** Returns where nothing listens any more. */
	public static URI refusing() {
		try (TestBackend backend = start("none")) {
			return backend.uri();
		}
	}

	public URI uri() {
		return URI.create("http://127.0.0.1:" + port());
	}

	public int port() {
		return this.server.getAddress().getPort();
	}

	public void status(int answered) {
		this.status = answered;
	}

	public void headers(Map<String, String> answered) {
		this.headers = answered;
	}

	/** Holds the answers to come until the returned latch is counted down. */
	public CountDownLatch hold() {
		this.gate = new CountDownLatch(1);
		return this.gate;
	}

	/** Waits for the first request. */
	public void awaitRequest() throws InterruptedException {
		if (!this.entered.await(10, TimeUnit.SECONDS)) {
			throw new IllegalStateException("No request came to " + this.name);
		}
	}

	public int requests() {
		return this.requests.get();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.requests.incrementAndGet();
		this.entered.countDown();
		try (exchange) {
			this.gate.await(10, TimeUnit.SECONDS);
			byte[] body = this.name.getBytes(StandardCharsets.UTF_8);
			this.headers.forEach(exchange.getResponseHeaders()::set);
			exchange.sendResponseHeaders(this.status, body.length);
			exchange.getResponseBody().write(body);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
