package io.hapool.health;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;

import io.hapool.health.HealthCheck.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A name server of our own, over UDP.
 */
@Timeout(30)
class DnsQueryTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final DnsQuery CHECK = new DnsQuery("Billing.internal", 0);

	@Test
	void answerWithoutAnErrorIsUp() throws Exception {
		try (NameServer server = NameServer.start((question) -> answer(question, 0))) {
			assertThat(CHECK.check(server.uri(), TIMEOUT)).isEqualTo(Verdict.UP);
			assertThat(server.asked).isEqualTo(question("\7Billing\10internal\0"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "2, SERVFAIL", "3, NXDOMAIN", "5, REFUSED", "9, RCODE 9" })
	void errorIsDown(int code, String name) throws Exception {
		try (NameServer server = NameServer.start((question) -> answer(question, code))) {
			assertThatExceptionOfType(CheckFailedException.class).isThrownBy(() -> CHECK.check(server.uri(), TIMEOUT))
				.withMessage("The name server answered " + name + " for Billing.internal");
		}
	}

	@Test
	void errorThatRepeatsNoQuestionIsDown() throws Exception {
		try (NameServer server = NameServer.start((question) -> {
			byte[] header = Arrays.copyOf(answer(question, 1), 12);
			header[5] = 0;
			return header;
		})) {
			assertThatExceptionOfType(CheckFailedException.class).isThrownBy(() -> CHECK.check(server.uri(), TIMEOUT))
				.withMessageContaining("FORMERR");
		}
	}

	@Test
	void answerToAnotherQuestionIsNone() throws Exception {
		try (NameServer server = NameServer.start((question) -> {
			byte[] other = answer(question, 0);
			other[13] = 'X';
			return other;
		})) {
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> CHECK.check(server.uri(), SHORT));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 5, 12, 20 })
	void cutAnswerIsNone(int length) throws Exception {
		try (NameServer server = NameServer.start((question) -> Arrays.copyOf(answer(question, 0), length))) {
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> CHECK.check(server.uri(), SHORT));
		}
	}

	@Test
	void questionSentBackIsNoAnswer() throws Exception {
		try (NameServer server = NameServer.start((question) -> question)) {
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> CHECK.check(server.uri(), SHORT));
		}
	}

	@Test
	void closedPortIsDownAtOnce() throws Exception {
		URI closed;
		try (NameServer server = NameServer.start((question) -> question)) {
			closed = server.uri();
		}

		assertThatExceptionOfType(PortUnreachableException.class).isThrownBy(() -> CHECK.check(closed, TIMEOUT));
	}

	@Test
	void ownPortStandsInThePlaceOfTheTargets() throws Exception {
		try (NameServer server = NameServer.start((question) -> answer(question, 0))) {
			DnsQuery check = new DnsQuery("a.", server.uri().getPort());

			assertThat(check.check(URI.create("dns://127.0.0.1"), TIMEOUT)).isEqualTo(Verdict.UP);
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", ".", "a..b", ".a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" })
	void queryMustBeAName(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> new DnsQuery(name, 0))
			.withMessage("health-check.query: \"" + name + "\" (expected: a name such as billing.internal)");
	}

	private static byte[] answer(byte[] question, int code) {
		byte[] answer = question.clone();
		answer[2] |= (byte) 0x80;
		answer[3] |= (byte) (0x80 | code);
		return answer;
	}

	/** What follows the identity of a message that asks for the addresses of a name. */
	private static byte[] question(String labels) {
		byte[] name = labels.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
		byte[] question = new byte[10 + name.length + 4];
		question[0] = 1;
		question[3] = 1;
		System.arraycopy(name, 0, question, 10, name.length);
		question[10 + name.length + 1] = 1;
		question[10 + name.length + 3] = 1;
		return question;
	}

	private static final class NameServer implements AutoCloseable {

		private final DatagramSocket socket;

		private final Thread thread;

		private volatile byte[] asked = {};

		private NameServer(DatagramSocket socket, UnaryOperator<byte[]> answers) {
			this.socket = socket;
			this.thread = new Thread(() -> serve(answers), "name-server");
		}

		static NameServer start(UnaryOperator<byte[]> answers) throws IOException {
			NameServer server = new NameServer(new DatagramSocket(0, InetAddress.getLoopbackAddress()), answers);
			server.thread.start();
			return server;
		}

		URI uri() {
			return URI.create("dns://127.0.0.1:" + socket.getLocalPort());
		}

		private void serve(UnaryOperator<byte[]> answers) {
			try {
				while (true) {
					DatagramPacket packet = new DatagramPacket(new byte[512], 512);
					socket.receive(packet);
					byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
					asked = Arrays.copyOfRange(question, 2, question.length);
					byte[] answer = answers.apply(question);
					socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
				}
			}
			catch (SocketException expected) {
				// closed
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void close() throws InterruptedException {
			socket.close();
			thread.join();
		}

	}

}
