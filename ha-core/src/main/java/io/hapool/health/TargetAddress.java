package io.hapool.health;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Where the checks of a URI go.
 */
final class TargetAddress {

	private TargetAddress() {
	}

	/**
	 * Resolves here and now, so that a name that has moved is looked up anew.
	 */
	static InetSocketAddress resolve(URI uri, int port) throws UnknownHostException {
		InetSocketAddress address = new InetSocketAddress(host(uri), port);
		if (address.isUnresolved()) {
			throw new UnknownHostException(address.getHostString());
		}
		return address;
	}

	/** Without the brackets of an IPv6 address. */
	static String host(URI uri) {
		String host = uri.getHost();
		if (host == null) {
			throw new IllegalArgumentException(
					"target: \"" + withoutUserInfo(uri) + "\" (expected: a URI with a host)");
		}
		boolean bracketed = host.startsWith("[") && host.endsWith("]");
		return bracketed ? host.substring(1, host.length() - 1) : host;
	}

	/**
	 * @return the port of the URI or of its scheme, or -1
	 */
	static int port(URI uri) {
		if (uri.getPort() > 0) {
			return uri.getPort();
		}
		String scheme = (uri.getScheme() != null) ? uri.getScheme() : "";
		return switch (scheme) {
			case "http", "ws" -> 80;
			case "https", "wss" -> 443;
			case "redis" -> 6379;
			default -> -1;
		};
	}

	static int checkedPort(String name, int port) {
		if (port < 0 || port > 65_535) {
			throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
		}
		return port;
	}

	/** As others may read it. */
	static String withoutUserInfo(URI uri) {
		String userInfo = uri.getRawUserInfo();
		return (userInfo != null) ? uri.toString().replace(userInfo + "@", "") : uri.toString();
	}

}
