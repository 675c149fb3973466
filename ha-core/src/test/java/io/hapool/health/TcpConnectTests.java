package io.hapool.health;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import io.hapool.health.HealthCheck.Verdict;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * TCP connections to real sockets, with a thread and without.
 */
@Timeout(60)
class TcpConnectTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	private final SystemTime time = new SystemTime();

	private final Poller poller = new Poller(time);

	private final BlockingQueue<CheckResult> results = new ArrayBlockingQueue<>(1000);

	@AfterEach
	void close() {
		time.close();
	}

	@Test
	void openPortIsUp() throws Exception {
		try (ServerSocket server = listen()) {
			assertThat(TcpConnect.INSTANCE.check(uri(server.getLocalPort()), LONG)).isEqualTo(Verdict.UP);

			poller.run(TcpConnect.INSTANCE, uri(server.getLocalPort()), LONG, results::add);

			assertThat(next().verdict()).isEqualTo(Verdict.UP);
		}
	}

	@Test
	void closedPortIsDown() throws Exception {
		int port = closedPort();

		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> TcpConnect.INSTANCE.check(uri(port), LONG));
		poller.run(TcpConnect.INSTANCE, uri(port), LONG, results::add);

		CheckResult result = next();
		assertThat(result.verdict()).isEqualTo(Verdict.DOWN);
		assertThat(result.failure()).isInstanceOf(ConnectException.class);
	}

	@Test
	void unknownHostIsDown() throws Exception {
		poller.run(TcpConnect.INSTANCE, URI.create("http://does-not-exist.invalid:80"), LONG, results::add);

		assertThat(next().failure()).isInstanceOf(UnknownHostException.class);
	}

	@Test
	void uriWithoutAPortIsRefusedWithoutItsCredentials() throws Exception {
		poller.run(TcpConnect.INSTANCE, URI.create("foo://user:secret@localhost"), LONG, results::add);

		assertThat(next().failure()).hasMessageContaining("foo://localhost").hasMessageNotContaining("secret");
	}

	@Test
	void ownPortStandsInThePlaceOfTheTargets() throws Exception {
		try (ServerSocket server = listen()) {
			TcpConnect check = new TcpConnect(server.getLocalPort());

			assertThat(check.check(uri(closedPort()), LONG)).isEqualTo(Verdict.UP);
			assertThat(check).isEqualTo(new TcpConnect(server.getLocalPort())).isNotEqualTo(TcpConnect.INSTANCE);
		}
	}

	@Test
	void portMustBeOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TcpConnect(65_536))
			.withMessage("health-check.port: 65536 (expected: 0 to 65535)");
	}

	/** Where nobody accepts and the queue is full, the kernel drops what comes. */
	@Test
	void connectionsThatDoNotOpenTimeOutTogetherOnOneThread() throws Exception {
		try (FullServer server = FullServer.start(); ServerSocket open = listen()) {
			int threads = workers();
			for (int i = 0; i < 300; i++) {
				poller.run(TcpConnect.INSTANCE, uri(server.port()), Duration.ofSeconds(2), results::add);
			}
			poller.run(TcpConnect.INSTANCE, uri(open.getLocalPort()), LONG, results::add);

			assertThat(next().verdict()).as("nobody waits for those that hang").isEqualTo(Verdict.UP);
			assertThat(workers() - threads).isLessThanOrEqualTo(3);
			for (int i = 0; i < 300; i++) {
				CheckResult result = next();
				assertThat(result.verdict()).isEqualTo(Verdict.DOWN);
				assertThat(result.failure()).isInstanceOf(SocketTimeoutException.class).hasMessage("Connect timed out");
				assertThat(result.took()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
			}
		}
	}

	@Test
	void connectionThatOpensLateIsUp() throws Exception {
		try (FullServer server = FullServer.start()) {
			poller.run(TcpConnect.INSTANCE, uri(server.port()), LONG, results::add);
			assertThat(results.poll(100, TimeUnit.MILLISECONDS)).isNull();

			server.acceptAll();

			assertThat(next().verdict()).isEqualTo(Verdict.UP);
		}
	}

	@Test
	void closingTheTimeEndsConnectionsThatWait() throws Exception {
		try (FullServer server = FullServer.start()) {
			poller.run(TcpConnect.INSTANCE, uri(server.port()), Duration.ofMinutes(1), results::add);

			time.close();

			// its executor has ended a moment before its thread has
			await("its thread ends").until(() -> workers() == 0);
		}
	}

	private CheckResult next() throws InterruptedException {
		CheckResult result = results.poll(20, TimeUnit.SECONDS);
		assertThat(result).isNotNull();
		return result;
	}

	private static int workers() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("ha-worker"))
			.count();
	}

	private static ServerSocket listen() throws IOException {
		return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	private static int closedPort() throws IOException {
		try (ServerSocket server = listen()) {
			return server.getLocalPort();
		}
	}

	private static URI uri(int port) {
		return URI.create("http://127.0.0.1:" + port);
	}

	/** Accepts nobody, and has as many waiting as may wait. */
	private static final class FullServer implements AutoCloseable {

		private final List<SocketChannel> waiting = new ArrayList<>();

		private final ServerSocket server;

		private FullServer(ServerSocket server) {
			this.server = server;
		}

		static FullServer start() throws IOException {
			FullServer full = new FullServer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
			boolean room = true;
			while (room) {
				SocketChannel channel = SocketChannel.open();
				full.waiting.add(channel);
				channel.configureBlocking(false);
				room = channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), full.port()))
						|| channel.finishConnect();
			}
			return full;
		}

		int port() {
			return server.getLocalPort();
		}

		/** The kernel of who connects tries again after one second, then two. */
		void acceptAll() throws IOException {
			for (int i = 0; i < waiting.size() - 1; i++) {
				server.accept().close();
			}
		}

		@Override
		public void close() throws IOException {
			for (SocketChannel channel : waiting) {
				channel.close();
			}
			server.close();
		}

	}

}
