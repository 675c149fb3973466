package io.hapool.pool;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Derives the ids and aliases of endpoints. Neither holds credentials.
 */
final class EndpointIds {

	private static final Map<String, Integer> DEFAULT_PORTS = Map.of("http", 80, "https", 443, "ws", 80, "wss", 443,
			"redis", 6379, "rediss", 6379);

	private static final Pattern NAMED_AUTHORITY = Pattern.compile("(?:.*@)?([^@:]+)(?::(\\d{1,5}))?");

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
			return withoutCredentials(text);
		}
	}

	private static String ofUri(URI uri) {
		String host = host(uri);
		if (host == null) {
			return withoutCredentials(uri.toString());
		}
		String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
		int port = port(uri);
		port = (port != -1) ? port : DEFAULT_PORTS.getOrDefault(scheme, -1);
		String path = (uri.getRawPath() != null) ? uri.getRawPath().replaceAll("/+$", "") : "";
		return (scheme.isEmpty() ? "" : scheme + ":") + "//" + host.toLowerCase(Locale.ROOT)
				+ ((port != -1) ? ":" + port : "") + path;
	}

	/** Of {@code http://my_host:8080} too, which {@link URI#getHost()} does not know. */
	private static @Nullable String host(URI uri) {
		if (uri.getHost() != null) {
			return uri.getHost();
		}
		Matcher named = named(uri);
		return named.matches() ? named.group(1) : null;
	}

	private static int port(URI uri) {
		Matcher named = named(uri);
		return (uri.getHost() == null && named.matches() && named.group(2) != null) ? Integer.parseInt(named.group(2))
				: uri.getPort();
	}

	private static Matcher named(URI uri) {
		return NAMED_AUTHORITY.matcher((uri.getRawAuthority() != null) ? uri.getRawAuthority() : "");
	}

	/**
	 * Of a text that is no plain URI, and may be none because of the characters of its
	 * password: rather too little of it than too much.
	 */
	private static String withoutCredentials(String text) {
		int authority = text.indexOf("//") + 2;
		int host = (authority > 1) ? text.lastIndexOf('@') + 1 : 0;
		String anonymous = (host > authority) ? text.substring(0, authority) + text.substring(host) : text;
		return anonymous.replaceAll("[?#].*", "");
	}

}
