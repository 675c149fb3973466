package io.hapool.pool;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the credentials of URIs out of what people read: the user info of
 * {@code scheme://user:password@host} becomes {@value #MASK}.
 */
public final class Credentials {

	/** What stands in the place of user info. */
	public static final String MASK = "******";

	// Up to the last @ before the path, for a password may hold an @ that nobody encoded.
	private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/?#\\s\"'<>]+(?=@)");

	private Credentials() {
	}

	/**
	 * Returns a text without the credentials of the URIs in it.
	 * @param text any text
	 * @return the text, with all user info masked
	 */
	public static String mask(String text) {
		if (text.indexOf('@') < 0) {
			return text;
		}
		return USER_INFO.matcher(text).replaceAll(Matcher.quoteReplacement(MASK));
	}

	/**
	 * Returns type and message of a throwable, without credentials, and those of its
	 * cause if its own text does not tell: HTTP clients wrap a {@code ConnectException}
	 * without a message as {@code I/O error ...: null}.
	 * @param failure the throwable
	 * @return for example {@code ConnectException: Connection refused}
	 */
	public static String describe(Throwable failure) {
		String text = describeAlone(failure);
		Throwable cause = failure.getCause();
		return (cause == null || tells(text, cause)) ? text : text + " (" + describeAlone(cause) + ")";
	}

	private static String describeAlone(Throwable failure) {
		String message = failure.getMessage();
		String type = failure.getClass().getSimpleName();
		return (message != null) ? type + ": " + mask(message) : type;
	}

	private static boolean tells(String text, Throwable cause) {
		String message = cause.getMessage();
		return text.contains((message != null) ? mask(message) : cause.getClass().getSimpleName());
	}

	/**
	 * Returns a throwable that is safe to log.
	 * @param failure the throwable
	 * @return the same one if no message of it or its causes has credentials, else a copy
	 * with the texts masked, the types named and the stack traces kept
	 */
	public static Throwable clean(Throwable failure) {
		return isClean(failure, seen(), 0) ? failure : copy(failure, seen(), 0);
	}

	/**
	 * Each throwable is looked at once: shared ones may suppress each other many times.
	 */
	private static Set<Throwable> seen() {
		return Collections.newSetFromMap(new IdentityHashMap<>());
	}

	private static boolean isClean(@Nullable Throwable failure, Set<Throwable> seen, int depth) {
		if (failure == null || depth > CauseChain.DEPTH || !seen.add(failure)) {
			return true;
		}
		String message = failure.getMessage();
		if (message != null && !mask(message).equals(message)) {
			return false;
		}
		for (Throwable suppressed : failure.getSuppressed()) {
			if (!isClean(suppressed, seen, depth + 1)) {
				return false;
			}
		}
		return isClean(failure.getCause(), seen, depth + 1);
	}

	private static MaskedException copy(Throwable failure, Set<Throwable> seen, int depth) {
		MaskedException copy = new MaskedException(failure);
		if (!seen.add(failure)) {
			return copy;
		}
		Throwable cause = failure.getCause();
		if (cause != null && depth < CauseChain.DEPTH) {
			copy.initCause(copy(cause, seen, depth + 1));
		}
		if (depth < CauseChain.DEPTH) {
			for (Throwable suppressed : failure.getSuppressed()) {
				copy.addSuppressed(copy(suppressed, seen, depth + 1));
			}
		}
		return copy;
	}

	/**
	 * Stands for an exception whose own text is not fit to be read.
	 */
	private static final class MaskedException extends Exception {

		MaskedException(Throwable original) {
			super(original.getClass().getName()
					+ ((original.getMessage() != null) ? ": " + mask(original.getMessage()) : ""));
			setStackTrace(original.getStackTrace());
		}

	}

}
