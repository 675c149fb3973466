package io.hapool.pool.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;

/**
 * An HTTP server that has a list.
 */
final class ListServer implements AutoCloseable {

	private final HttpServer server;

	private volatile String list;

	ListServer(String list) throws IOException {
		this.list = list;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		this.server.createContext("/", (exchange) -> {
			byte[] body = this.list.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		this.server.start();
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/endpoints.json");
	}

	void list(String next) {
		this.list = next;
	}

	@Override
	public void close() {
		server.stop(0);
	}

}
