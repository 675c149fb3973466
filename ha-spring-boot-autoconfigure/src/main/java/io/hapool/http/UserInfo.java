package io.hapool.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.springframework.http.HttpHeaders;

/**
 * Sends the user info of a URI as basic authentication, in UTF-8 as RFC 7617 has it.
 */
final class UserInfo {

	private UserInfo() {
	}

	static void authenticate(URI uri, HttpHeaders headers) {
		if (uri.getRawUserInfo() == null) {
			return;
		}
		// a plus is itself here
		String decoded = URLDecoder.decode(uri.getRawUserInfo().replace("+", "%2B"), StandardCharsets.UTF_8);
		String text = decoded.contains(":") ? decoded : decoded + ":";
		headers.setBasicAuth(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
	}

}
