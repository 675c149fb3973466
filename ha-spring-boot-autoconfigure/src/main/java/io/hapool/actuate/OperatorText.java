package io.hapool.actuate;

import java.util.regex.Pattern;

import io.hapool.pool.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * Texts that come with requests: made fit for logs, events and answers.
 */
final class OperatorText {

	private static final int BRIEF = 50;

	private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

	/** Control and format characters, halves of pairs, and what is not assigned. */
	private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

	private OperatorText() {
	}

	/**
	 * Returns a text in one line, without credentials.
	 * @param name what the request calls it
	 * @param text the text
	 * @param longest how many characters it may have
	 * @param absent what stands for none
	 * @throws InvalidOperationException if it is too long
	 */
	static String clean(String name, @Nullable String text, int longest, String absent) {
		if (text == null || text.isBlank()) {
			return absent;
		}
		if (text.length() > longest) {
			throw new InvalidOperationException(
					name + ": " + text.length() + " characters (expected: at most " + longest + ")");
		}
		String clean = clean(text);
		return clean.isEmpty() ? absent : clean;
	}

	/** The beginning of a text, to be quoted. */
	static String brief(String text) {
		String clean = clean(text.substring(0, Math.min(text.length(), BRIEF + 1)));
		return (clean.length() > BRIEF) ? clean.substring(0, BRIEF) + "..." : clean;
	}

	private static String clean(String text) {
		String line = SPACE.matcher(text).replaceAll(" ");
		return Credentials.mask(UNPRINTABLE.matcher(line).replaceAll("_").trim());
	}

}
