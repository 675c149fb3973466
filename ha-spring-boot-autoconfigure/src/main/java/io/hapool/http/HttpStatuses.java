package io.hapool.http;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of HTTP status codes. Immutable.
 */
public final class HttpStatuses {

	private static final Pattern CLASS = Pattern.compile("([1-5])[xX]{2}");

	private static final Pattern RANGE = Pattern.compile("([1-5]\\d\\d)(?:\\s*-\\s*([1-5]\\d\\d))?");

	/** From 200 to 299. */
	public static final HttpStatuses SUCCESSFUL = parse(List.of("2xx"));

	private final BitSet codes;

	private HttpStatuses(BitSet codes) {
		this.codes = codes;
	}

	/**
	 * Reads a set.
	 * @param texts one or more of the form {@code 2xx}, {@code 200-299} or {@code 404}
	 * @return the codes of all of them
	 * @throws IllegalArgumentException if one is none of these, or there is none
	 */
	public static HttpStatuses parse(Collection<String> texts) {
		BitSet codes = new BitSet();
		for (String text : texts) {
			Matcher range = RANGE.matcher(text.trim());
			Matcher whole = CLASS.matcher(text.trim());
			if (whole.matches()) {
				int first = Integer.parseInt(whole.group(1)) * 100;
				codes.set(first, first + 100);
			}
			else if (range.matches() && last(range) >= first(range)) {
				codes.set(first(range), last(range) + 1);
			}
			else {
				throw invalid(text);
			}
		}
		if (codes.isEmpty()) {
			throw invalid("");
		}
		return new HttpStatuses(codes);
	}

	private static int first(Matcher range) {
		return Integer.parseInt(range.group(1));
	}

	private static int last(Matcher range) {
		return (range.group(2) != null) ? Integer.parseInt(range.group(2)) : first(range);
	}

	private static IllegalArgumentException invalid(String text) {
		return new IllegalArgumentException(
				"health-check.status: \"" + text + "\" (expected: such as 2xx, 200-299 or 404)");
	}

	/**
	 * Returns whether a code is one of them.
	 * @param code an HTTP status code
	 * @return whether it is
	 */
	public boolean contains(int code) {
		return code >= 0 && codes.get(code);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof HttpStatuses statuses && codes.equals(statuses.codes);
	}

	@Override
	public int hashCode() {
		return codes.hashCode();
	}

	@Override
	public String toString() {
		return codes.toString();
	}

}
