package io.hapool.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Answers at one port of all loopback addresses each HTTP request with 200, and keeps the
 * connections that the client wants to keep; or lets none open, if it is told
 * {@code hung}. Says the port, and ends with its standard input.
 */
final class PollingServer {

	private static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
		.getBytes(StandardCharsets.US_ASCII);

	private static final byte[] LAST_OK = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
		.getBytes(StandardCharsets.US_ASCII);

	private static final int BACKLOG = 4096;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(8192);

	private final Selector selector;

	private final ServerSocketChannel server;

	private PollingServer(Selector selector, ServerSocketChannel server) {
		this.selector = selector;
		this.server = server;
	}

	public static void main(String[] args) throws IOException {
		if (args[0].equals("hung")) {
			hang();
			return;
		}
		try (Selector selector = Selector.open();
				ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(0), BACKLOG)) {
			server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
			System.out.println(server.socket().getLocalPort());
			PollingServer polled = new PollingServer(selector, server);
			Thread thread = new Thread(polled::serve, "server");
			thread.setDaemon(true);
			thread.start();
			System.in.read();
		}
	}

	/**
	 * Accepts nobody and has as many waiting as may wait: the kernel drops who comes.
	 */
	private static void hang() throws IOException {
		List<SocketChannel> waiting = new ArrayList<>();
		try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(0), 1)) {
			int port = server.socket().getLocalPort();
			boolean room = true;
			while (room) {
				SocketChannel channel = SocketChannel.open();
				channel.configureBlocking(false);
				waiting.add(channel);
				room = channel.connect(new InetSocketAddress("127.0.0.1", port)) || channel.finishConnect();
			}
			System.out.println(port);
			System.in.read();
		}
		for (SocketChannel channel : waiting) {
			channel.close();
		}
	}

	private void serve() {
		try {
			while (selector.isOpen()) {
				selector.select(this::attend);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void attend(SelectionKey key) {
		try {
			if (key.isAcceptable()) {
				accept();
			}
			else {
				answer(key);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept() throws IOException {
		SocketChannel accepted;
		while ((accepted = server.accept()) != null) {
			accepted.configureBlocking(false).register(selector, SelectionKey.OP_READ);
		}
	}

	/** A request comes in one piece, for it is small. */
	private void answer(SelectionKey key) throws IOException {
		SocketChannel channel = (SocketChannel) key.channel();
		try {
			buffer.clear();
			if (channel.read(buffer) < 0) {
				channel.close();
				return;
			}
			buffer.flip();
			boolean last = StandardCharsets.US_ASCII.decode(buffer)
				.toString()
				.toLowerCase(Locale.ROOT)
				.contains("connection: close");
			channel.write(ByteBuffer.wrap(last ? LAST_OK : OK));
			if (last) {
				channel.close();
			}
		}
		catch (IOException ex) {
			channel.close();
		}
	}

}
