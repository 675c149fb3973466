package io.hapool.actuate;

import java.util.Locale;

import io.hapool.pool.Credentials;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Masks the credentials of URIs in what {@code /actuator/env} and
 * {@code /actuator/configprops} show, whatever the property is called: an endpoint may
 * take its URI from any other property. The rest of the value stays readable. Passwords
 * of databases are masked as a whole.
 */
public class CredentialsSanitizingFunction implements SanitizingFunction {

	@Override
	public SanitizableData apply(SanitizableData data) {
		Object value = data.getValue();
		if (value == null) {
			return data;
		}
		if (isPassword(data.getKey())) {
			return data.withSanitizedValue();
		}
		String text = value.toString();
		if (!text.contains("//") || Credentials.mask(text).equals(text)) {
			return data;
		}
		return data.withValue(Credentials.mask(text));
	}

	/** As in a file, or as an environment variable. */
	private static boolean isPassword(String key) {
		String bare = key.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
		return bare.startsWith("haredis") && bare.endsWith("password");
	}

}
