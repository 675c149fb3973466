package io.hapool.pool;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Derives the ids and aliases of endpoints. Neither holds credentials.
 */
final class EndpointIds {

	private static final Map<String, Integer> DEFAULT_PORTS = Map.of("http", 80, "https", 443, "ws", 80, "wss", 443,
			"redis", 6379, "rediss", 6379);

	private EndpointIds() {
	}

	static String derive(Object target) {
		String id = ofValue(target);
		if (id == null || id.isBlank()) {
			throw new IllegalArgumentException("No id can be derived from a " + target.getClass().getName()
					+ " (expected: Endpoint.of(\"id\", target), or a URI, a text, a number, an enum constant)");
		}
		return id;
	}

	static @Nullable String ofValue(Object target) {
		if (target instanceof URI uri) {
			return ofUri(uri);
		}
		if (target instanceof URL || target instanceof CharSequence) {
			return ofText(target.toString());
		}
		if (target instanceof InetSocketAddress address) {
			return address.getHostString() + ":" + address.getPort();
		}
		boolean plain = target instanceof Number || target instanceof Enum || target instanceof Path
				|| target instanceof Character || target instanceof Boolean;
		return plain ? target.toString() : null;
	}

	static String alias(String id) {
		int scheme = id.indexOf("://");
		String name = (scheme < 0) ? id : id.substring(scheme + 3);
		String alias = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^-+|-+$", "");
		return alias.isEmpty() ? "endpoint-" + Integer.toHexString(id.hashCode()) : alias;
	}

	private static String ofText(String text) {
		if (!text.contains("://")) {
			return text;
		}
		try {
			return ofUri(URI.create(text));
		}
		catch (IllegalArgumentException ex) {
			return Credentials.mask(text);
		}
	}

	private static String ofUri(URI uri) {
		if (uri.getHost() == null) {
			return Credentials.mask(uri.toString());
		}
		String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
		int port = (uri.getPort() != -1) ? uri.getPort() : DEFAULT_PORTS.getOrDefault(scheme, -1);
		String path = (uri.getRawPath() != null) ? uri.getRawPath().replaceAll("/+$", "") : "";
		return (scheme.isEmpty() ? "" : scheme + ":") + "//" + uri.getHost().toLowerCase(Locale.ROOT)
				+ ((port != -1) ? ":" + port : "") + path;
	}

}
