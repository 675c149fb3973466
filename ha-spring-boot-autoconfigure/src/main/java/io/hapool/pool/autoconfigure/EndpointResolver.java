package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.hapool.pool.Credentials;
import io.hapool.pool.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Turns what is written of endpoints into endpoints, and checks it.
 */
final class EndpointResolver {

	private static final String URI_REMEDY = "Write a URI with scheme and host, such as http://10.0.0.1:8080.";

	private static final String ENCODING_REMEDY = " Percent-encode special characters of a password, such as @ as %40.";

	private static final Pattern NO_PORT = Pattern.compile("^([^/]*//[^/:]+:)(?!\\d*(?:[/?#]|$)).*");

	private EndpointResolver() {
	}

	/**
	 * Returns the endpoints of a list in which each has an id of its own.
	 * @param property where the list is, for people to read
	 */
	static List<Endpoint<URI>> distinct(String property, List<EndpointProperties> listed) {
		List<Endpoint<URI>> endpoints = all(property, listed);
		Map<String, Integer> indexes = new HashMap<>();
		for (int i = 0; i < endpoints.size(); i++) {
			String id = endpoints.get(i).id();
			Integer other = indexes.put(id, i);
			if (other != null) {
				throw new InvalidPoolException(property + "[" + i + "]",
						"has the same id as " + property + "[" + other + "]: \"" + id + "\"",
						"Remove one of the two, or give each an id of its own: {uri: ..., id: ...}.");
			}
		}
		return endpoints;
	}

	/**
	 * Returns the endpoints of a list.
	 * @param property where the list is, for people to read
	 */
	static List<Endpoint<URI>> all(String property, List<EndpointProperties> listed) {
		List<Endpoint<URI>> endpoints = new ArrayList<>();
		for (int i = 0; i < listed.size(); i++) {
			endpoints.add(endpoint(property + "[" + i + "]", listed.get(i)));
		}
		return endpoints;
	}

	private static Endpoint<URI> endpoint(String property, EndpointProperties listed) {
		if (listed.uri() == null || listed.uri().isBlank()) {
			throw new InvalidPoolException(property, "the endpoint has no URI", URI_REMEDY);
		}
		URI uri = uri(property, listed.uri());
		return PoolResolver.checked(property,
				"Write a tier of 0 or more, a weight above 0, and an id that is not blank.", () -> {
					Endpoint.Builder<URI> builder = Endpoint.builder(uri)
						.tier(listed.tier())
						.weight(listed.weight())
						.zone(listed.zone())
						.metadata(listed.metadata());
					return ((listed.id() != null) ? builder.id(listed.id()) : builder).build();
				});
	}

	/**
	 * Returns the URI of a text.
	 * @param property where the text is, for people to read
	 */
	static URI uri(String property, String text) {
		URI uri = parse(text.trim());
		if (uri != null && uri.getScheme() != null && uri.getHost() != null) {
			return uri;
		}
		String anonymous = anonymous(text);
		throw new InvalidPoolException(property, "\"" + anonymous + "\" is not a URI with scheme and host",
				anonymous.equals(text) ? URI_REMEDY : URI_REMEDY + ENCODING_REMEDY);
	}

	private static @Nullable URI parse(String text) {
		try {
			return new URI(text);
		}
		catch (URISyntaxException ex) {
			return null; // its text may hold credentials
		}
	}

	/**
	 * What is no URI may have credentials anywhere before its last @, or be cut off where
	 * a password has a comma: rather too little of it than too much.
	 */
	private static String anonymous(String text) {
		int host = text.lastIndexOf('@');
		if (host < 0) {
			return NO_PORT.matcher(text).replaceFirst("$1" + Credentials.MASK);
		}
		int authority = text.indexOf("//") + 2;
		return text.substring(0, (authority > 1 && authority <= host) ? authority : 0) + Credentials.MASK
				+ text.substring(host);
	}

}
