package io.hapool.redis.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;

import io.hapool.pool.Credentials;
import io.hapool.pool.autoconfigure.InvalidPoolException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The URL of a database, taken apart as Spring Boot does.
 */
record RedisUrl(String host, int port, boolean ssl, @Nullable String userInfo, int database) {

	private static final int DEFAULT_PORT = 6379;

	private static final String REMEDY = "Write redis://user:password@host:port/database, or rediss:// for TLS; "
			+ "user, password and database may be left out, and special characters of the password be "
			+ "percent-encoded.";

	/**
	 * Takes a URL apart.
	 * @param property where it stands
	 * @param url not masked yet
	 */
	static RedisUrl parse(String property, String url) {
		try {
			URI uri = new URI(url);
			if (!"redis".equals(uri.getScheme()) && !"rediss".equals(uri.getScheme())) {
				throw invalid(property, "scheme: " + uri.getScheme() + " (expected: redis or rediss)");
			}
			if (!StringUtils.hasText(uri.getHost())) {
				throw invalid(property, "the URL names no host (expected: one)");
			}
			int port = (uri.getPort() >= 0) ? uri.getPort() : DEFAULT_PORT;
			return new RedisUrl(uri.getHost(), port, "rediss".equals(uri.getScheme()), uri.getUserInfo(),
					database(property, uri));
		}
		catch (URISyntaxException ex) {
			// its message has the whole URL
			throw invalid(property, "the URL cannot be read: " + ex.getReason() + " (expected: a URL)");
		}
	}

	@Nullable String username() {
		return (userInfo != null && userInfo.indexOf(':') >= 0) ? userInfo.substring(0, userInfo.indexOf(':')) : null;
	}

	@Nullable String password() {
		return (userInfo != null) ? userInfo.substring(userInfo.indexOf(':') + 1) : null;
	}

	@Override
	public String toString() {
		return (ssl ? "rediss://" : "redis://") + host + ":" + port + "/" + database;
	}

	private static int database(String property, URI uri) {
		String path = uri.getPath();
		String index = (path != null && path.length() > 1) ? path.substring(1) : "0";
		try {
			return Integer.parseInt(index);
		}
		catch (NumberFormatException ex) {
			// with an @ it may be the rest of a password
			throw invalid(property,
					"database: " + ((index.indexOf('@') < 0) ? index : Credentials.MASK) + " (expected: a number)");
		}
	}

	private static InvalidPoolException invalid(String property, String problem) {
		return new InvalidPoolException(property, problem, REMEDY);
	}

}
