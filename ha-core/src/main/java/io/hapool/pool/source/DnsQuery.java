package io.hapool.pool.source;

import java.net.URI;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What is looked up in DNS, and what becomes of it.
 *
 * @param name the name, such as {@code billing.internal}
 * @param port the port of each address; {@code null}: SRV records are looked up, which
 * tell ports
 * @param scheme the scheme of the URI of each endpoint
 * @param server the name server, such as {@code 10.0.0.53}, {@code 10.0.0.53:5353} or
 * {@code [2001:db8::53]:5353}; {@code null}: the system's
 */
public record DnsQuery(String name, @Nullable Integer port, String scheme, @Nullable String server) {

	private static final Pattern NAME = Pattern
		.compile("(?=.{1,253}\\.?$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");

	private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");

	private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");

	/**
	 * Checks the texts.
	 * @throws IllegalArgumentException if one of them cannot be
	 */
	public DnsQuery {
		check("name", name, NAME, "a name such as billing.internal");
		if (port != null && (port < 1 || port > 0xFFFF)) {
			throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
		}
		check("scheme", scheme, SCHEME, "a scheme such as http");
		if (server != null) {
			check("server", server, SERVER, "an address such as 10.0.0.53, 10.0.0.53:5353 or [2001:db8::53]:5353");
		}
	}

	/**
	 * Returns a question for addresses (A and AAAA).
	 * @param name the name
	 * @param port the port of each address
	 * @return the question, for URIs of {@code http} and the system's name server
	 */
	public static DnsQuery addresses(String name, int port) {
		return new DnsQuery(name, port, "http", null);
	}

	/**
	 * Returns a question for SRV records.
	 * @param name the name, such as {@code _http._tcp.billing.internal}
	 * @return the question, for URIs of {@code http} and the system's name server
	 */
	public static DnsQuery services(String name) {
		return new DnsQuery(name, null, "http", null);
	}

	/**
	 * Returns this question with another scheme.
	 * @param scheme the scheme of the URI of each endpoint
	 * @return the question
	 */
	public DnsQuery withScheme(String scheme) {
		return new DnsQuery(name, port, scheme, server);
	}

	/**
	 * Returns this question for another name server.
	 * @param server the name server, or {@code null} for the system's
	 * @return the question
	 */
	public DnsQuery askedAt(@Nullable String server) {
		return new DnsQuery(name, port, scheme, server);
	}

	/** IPv6 addresses in brackets. */
	URI uri(String host, int port) {
		return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
	}

	private static void check(String what, String text, Pattern expected, String example) {
		if (!expected.matcher(text).matches()) {
			throw new IllegalArgumentException(what + ": \"" + text + "\" (expected: " + example + ")");
		}
	}

}
