package io.hapool.health;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Asks a name server for the address of a name, over UDP. Any well-formed answer without
 * an error is UP, with or without an address in it; an error such as SERVFAIL or NXDOMAIN
 * is DOWN, as is no answer. One datagram is sent for each check: one that may get lost
 * calls for {@link CheckRules#retries()}.
 *
 * @param query the name that is looked up, such as {@code billing.internal}
 * @param port the port of the server; 0: that of the target, or 53
 */
public record DnsQuery(String query, int port) implements HealthCheck<URI> {

	private static final int DNS_PORT = 53;

	private static final int LONGEST_ANSWER = 4096;

	/** Datagrams that are no answer to what was asked are passed over. */
	private static final int MOST_STRAY = 8;

	/**
	 * Checks name and port.
	 */
	public DnsQuery {
		DnsQuestion.of(query, 0);
		TargetAddress.checkedPort("health-check.port", port);
	}

	@Override
	public Verdict check(URI uri, Duration timeout) throws Exception {
		int ofTarget = (uri.getPort() > 0) ? uri.getPort() : DNS_PORT;
		DnsQuestion question = DnsQuestion.of(query, ThreadLocalRandom.current().nextInt(1 << 16));
		try (DatagramSocket socket = new DatagramSocket()) {
			// from now on only the server is heard, and a port that is closed is told
			socket.connect(TargetAddress.resolve(uri, (port > 0) ? port : ofTarget));
			socket.setSoTimeout((int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis())));
			byte[] message = question.message();
			socket.send(new DatagramPacket(message, message.length));
			String error = DnsQuestion.error(answer(socket, question));
			if (error != null) {
				throw new CheckFailedException("The name server answered " + error + " for " + query);
			}
			return Verdict.UP;
		}
	}

	private static byte[] answer(DatagramSocket socket, DnsQuestion question) throws IOException {
		byte[] buffer = new byte[LONGEST_ANSWER];
		for (int stray = 0; stray <= MOST_STRAY; stray++) {
			DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
			socket.receive(packet);
			if (question.isAnsweredBy(buffer, packet.getLength())) {
				return buffer;
			}
		}
		throw new SocketTimeoutException("No answer among " + MOST_STRAY + " datagrams");
	}

}
