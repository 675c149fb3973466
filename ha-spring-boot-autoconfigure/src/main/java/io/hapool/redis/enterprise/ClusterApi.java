package io.hapool.redis.enterprise;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * How to ask a Redis Enterprise cluster of a database.
 *
 * @param uri where its REST API is, such as {@code https://cluster.example:9443}
 * @param username for basic authentication; {@code null}: none
 * @param password the password of that user
 * @param addresses those of the database as the application knows it, one is enough
 * @param tolerance how far the database may lag behind the others of its region group;
 * {@code null}: that it is available is enough
 * @param timeout how long connecting, and how long an answer may take
 * @param ssl how TLS trusts and identifies; {@code null}: as the JVM does
 */
public record ClusterApi(URI uri, @Nullable String username, @Nullable String password, Set<Address> addresses,
		@Nullable Duration tolerance, Duration timeout, @Nullable SslBundle ssl) {

	/**
	 * Checks the values.
	 */
	public ClusterApi {
		Objects.requireNonNull(timeout, "timeout");
		String scheme = String.valueOf(uri.getScheme());
		if (!scheme.equals("http") && !scheme.equals("https")) {
			throw new IllegalArgumentException("lag-aware.url: " + uri.getScheme()
					+ "... (expected: a URI of http or https, such as https://cluster.example:9443)");
		}
		String authority = uri.getRawAuthority();
		if (authority == null) {
			throw new IllegalArgumentException(
					"lag-aware.url: " + uri + " (expected: a URI with a host, such as https://cluster.example:9443)");
		}
		if (authority.indexOf('@') >= 0) {
			throw new IllegalArgumentException("lag-aware.url: there are credentials in it "
					+ "(expected: none; lag-aware.username and lag-aware.password are for them)");
		}
		if (tolerance != null && tolerance.isNegative()) {
			throw new IllegalArgumentException("lag-aware.tolerance: " + tolerance + " (expected: >= 0)");
		}
		addresses = Set.copyOf(addresses);
	}

	/**
	 * Where a database is.
	 *
	 * @param host its DNS name, or the IP address of an endpoint
	 * @param port its port; 0: any
	 */
	public record Address(String host, int port) {
	}

	/** Without the password. */
	@Override
	public String toString() {
		return "REST API at " + uri.getScheme() + "://" + uri.getRawAuthority();
	}

}
