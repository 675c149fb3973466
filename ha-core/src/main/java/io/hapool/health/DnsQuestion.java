package io.hapool.health;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A question for the addresses of a name as it goes to a name server (RFC 1035, section
 * 4), and what it makes of answers.
 */
final class DnsQuestion {

	private static final int HEADER = 12;

	private static final int MOST_LABEL = 63;

	private static final int MOST_NAME = 253;

	private static final int RECURSION_DESIRED = 0x01;

	private static final int RESPONSE = 0x80;

	private static final int RCODE = 0x0f;

	private static final byte[] TYPE_A_CLASS_IN = { 0, 1, 0, 1 };

	private static final String[] RCODES = { "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED" };

	private final byte[] message;

	private DnsQuestion(byte[] message) {
		this.message = message;
	}

	/**
	 * @param id tells its answer from others
	 * @throws IllegalArgumentException if it is no name
	 */
	static DnsQuestion of(String name, int id) {
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		message.writeBytes(new byte[] { (byte) (id >> 8), (byte) id, RECURSION_DESIRED, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
		for (String label : labels(name)) {
			message.write(label.length());
			message.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
		}
		message.write(0);
		message.writeBytes(TYPE_A_CLASS_IN);
		return new DnsQuestion(message.toByteArray());
	}

	private static String[] labels(String name) {
		try {
			String ascii = IDN.toASCII(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
			String[] labels = ascii.split("\\.", -1);
			if (ascii.length() <= MOST_NAME
					&& Arrays.stream(labels).allMatch((label) -> !label.isBlank() && label.length() <= MOST_LABEL)) {
				return labels;
			}
		}
		catch (IllegalArgumentException ignored) {
			// told below
		}
		throw new IllegalArgumentException(
				"health-check.query: \"" + name + "\" (expected: a name such as billing.internal)");
	}

	byte[] message() {
		return message.clone();
	}

	/** Whether this is a whole answer to the question, if only to say that it failed. */
	boolean isAnsweredBy(byte[] answer, int length) {
		if (length < HEADER || answer[0] != message[0] || answer[1] != message[1] || (answer[2] & RESPONSE) == 0) {
			return false;
		}
		// a server that understood nothing repeats nothing
		boolean repeatsNothing = answer[4] == 0 && answer[5] == 0 && error(answer) != null;
		return repeatsNothing || (length >= message.length && question(answer).equals(question(message)));
	}

	/** Letters have no case in names. */
	private String question(byte[] bytes) {
		return new String(bytes, HEADER, message.length - HEADER, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
	}

	/**
	 * @return what the server says went wrong, or {@code null}
	 */
	static @Nullable String error(byte[] answer) {
		int code = answer[3] & RCODE;
		if (code == 0) {
			return null;
		}
		return (code < RCODES.length) ? RCODES[code] : "RCODE " + code;
	}

}
