package io.hapool.fault;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the proxy does to connections with a server that sends back what it gets.
 */
@Timeout(30)
class FaultProxyTests {

	private static final int SHORT_MILLIS = 100;

	private final Leftovers leftovers = Leftovers.now();

	private ServerSocket server;

	private FaultProxy proxy;

	/** What the JDK opens for the first socket that is closed stays open. */
	@BeforeAll
	static void warmUp() throws IOException {
		try (ServerSocket server = LocalPorts.listen(0);
				Socket client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
			client.setTcpNoDelay(true);
		}
	}

	@BeforeEach
	void start() throws IOException {
		server = LocalPorts.listen(0);
		Thread thread = new Thread(this::echo, "echo");
		thread.setDaemon(true);
		thread.start();
		proxy = FaultProxy.to(server.getLocalPort());
	}

	@AfterEach
	void closeAll() throws IOException {
		proxy.close();
		server.close();
		leftovers.awaitNoneBut(0);
	}

	@Test
	void passesOnWhatComes() throws IOException {
		try (Socket client = connect()) {
			assertThat(ask(client, "hello")).isEqualTo("hello");
		}
		assertThat(proxy.connections()).isOne();
	}

	@Test
	void delaysAnswers() throws IOException {
		proxy.become(new ProxyFault.Delay(Duration.ofMillis(SHORT_MILLIS)));
		try (Socket client = connect()) {
			long begin = System.nanoTime();

			assertThat(ask(client, "hello")).isEqualTo("hello");

			assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(SHORT_MILLIS * 1_000_000L);
		}
	}

	@Test
	void tricklesAnswers() throws IOException {
		proxy.become(new ProxyFault.Trickle(2, Duration.ofMillis(SHORT_MILLIS / 2)));
		try (Socket client = connect()) {
			long begin = System.nanoTime();

			assertThat(ask(client, "hello")).isEqualTo("hello");

			assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(SHORT_MILLIS * 1_000_000L);
		}
		assertThat(proxy.writes()).isEqualTo(1 + 3);
	}

	@Test
	void splitsBothDirections() throws IOException {
		proxy.become(new ProxyFault.Split());
		try (Socket client = connect()) {
			assertThat(ask(client, "hello")).isEqualTo("hello");
		}
		assertThat(proxy.writes()).isEqualTo(5 + 5);
	}

	@Test
	void resetsWithinAnAnswer() throws IOException {
		proxy.become(new ProxyFault.Cut(2, ProxyFault.Cut.How.RESET));
		try (Socket client = connect()) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
				String answer = ask(client, "hello");
				throw new AssertionError(answer + " (expected: a reset)");
			}).withMessageContaining("reset");
		}
	}

	@Test
	void endsWithinAnAnswer() throws IOException {
		proxy.become(new ProxyFault.Cut(2, ProxyFault.Cut.How.HALF_CLOSE));
		try (Socket client = connect()) {
			assertThatExceptionOfType(EOFException.class).isThrownBy(() -> ask(client, "hello"))
				.withMessage("after 2 bytes");
		}
	}

	@Test
	void isSilentUntilItRecovers() throws IOException {
		proxy.become(new ProxyFault.Silence());
		try (Socket client = connect()) {
			client.setSoTimeout(SHORT_MILLIS);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> ask(client, "hello"));

			proxy.recover();
			client.setSoTimeout(0);

			assertThat(read(client, 5)).isEqualTo("hello");
		}
	}

	@Test
	void refusesAndListensAgainWhileConnectionsStayOpen() throws IOException {
		try (Socket open = connect()) {
			ask(open, "first");
			proxy.refuse();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);

			assertThat(ask(open, "second")).isEqualTo("second");

			proxy.listen();
			try (Socket again = connect()) {
				assertThat(ask(again, "third")).isEqualTo("third");
			}
			proxy.resetAll();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask(open, "fourth"));
		}
	}

	private Socket connect() throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
	}

	private static String ask(Socket client, String text) throws IOException {
		client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		return read(client, text.length());
	}

	private static String read(Socket client, int length) throws IOException {
		byte[] answer = client.getInputStream().readNBytes(length);
		if (answer.length < length) {
			throw new EOFException("after " + answer.length + " bytes");
		}
		return new String(answer, StandardCharsets.US_ASCII);
	}

	private void echo() {
		while (!server.isClosed()) {
			try {
				Socket socket = server.accept();
				Thread thread = new Thread(() -> echo(socket), "echo");
				thread.setDaemon(true);
				thread.start();
			}
			catch (IOException ignored) {
				// closed
			}
		}
	}

	private static void echo(Socket socket) {
		try (socket; InputStream in = socket.getInputStream(); OutputStream out = socket.getOutputStream()) {
			in.transferTo(out);
		}
		catch (IOException ignored) {
			// the client has gone
		}
	}

}
