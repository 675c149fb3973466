package io.hapool.http;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Reads {@code Retry-After} (RFC 9110, section 10.2.3). A date counts from the answer's
 * own {@code Date}: the clocks of two machines are never compared.
 */
final class RetryAfter {

	/** Nobody is left out for longer because of one answer. */
	private static final Duration LONGEST = Duration.ofHours(1);

	private static final Pattern SECONDS = Pattern.compile("\\d+");

	private static final int DIGITS_OF_LONGEST = 4;

	private RetryAfter() {
	}

	/**
	 * Returns for how long an answer asks for less load.
	 * @return from zero to an hour, or {@code null} if it does not say or cannot be
	 * understood
	 */
	static @Nullable Duration of(HttpHeaders headers) {
		String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
		if (value == null) {
			return null;
		}
		String text = value.trim();
		return SECONDS.matcher(text).matches() ? ofSeconds(text) : ofDate(headers);
	}

	private static Duration ofSeconds(String digits) {
		String significant = digits.replaceFirst("^0+(?=\\d)", "");
		return (significant.length() > DIGITS_OF_LONGEST) ? LONGEST
				: bounded(Duration.ofSeconds(Long.parseLong(significant)));
	}

	private static @Nullable Duration ofDate(HttpHeaders headers) {
		try {
			ZonedDateTime sent = headers.getFirstZonedDateTime(HttpHeaders.DATE);
			ZonedDateTime until = headers.getFirstZonedDateTime(HttpHeaders.RETRY_AFTER);
			return (sent != null && until != null) ? bounded(Duration.between(sent, until)) : null;
		}
		catch (IllegalArgumentException ex) {
			return null; // not a date either: the server says nothing
		}
	}

	private static Duration bounded(Duration asked) {
		Duration positive = asked.isNegative() ? Duration.ZERO : asked;
		return (positive.compareTo(LONGEST) > 0) ? LONGEST : positive;
	}

}
