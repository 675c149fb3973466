package io.hapool.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

/**
 * Asks whether the machine of a target is there, as {@link InetAddress#isReachable} does:
 * by an ICMP echo only if this process has the privilege for it (on Linux: root or
 * CAP_NET_RAW), else by a TCP connection to port 7, where a refusal counts as an answer.
 * A firewall that drops one of them makes a healthy machine look down, and a machine that
 * answers may have no service running: prefer {@link TcpConnect} where there is a port.
 */
public record PingCheck() implements HealthCheck<URI> {

	@Override
	public Verdict check(URI uri, Duration timeout) throws IOException {
		InetAddress address = InetAddress.getByName(TargetAddress.host(uri));
		if (!address.isReachable((int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis())))) {
			throw new SocketTimeoutException("Not reachable within " + timeout.toMillis() + " ms");
		}
		return Verdict.UP;
	}

}
