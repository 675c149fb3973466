package io.hapool.redis.command;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

import io.hapool.redis.Repetition;

/**
 * Commands by the name that goes over the wire: how each behaves, with its arguments.
 */
public final class WireCommands {

	private WireCommands() {
	}

	/**
	 * Returns how a command behaves. One that is not known is harmful to repeat.
	 * @param command its name
	 * @param arguments what follows
	 * @return never a cursor: one whose ids a caller sees ties the connection to its
	 * database
	 */
	public static Conduct conduct(String command, byte[]... arguments) {
		String name = command.trim().toUpperCase(Locale.ROOT);
		if (CommandTable.isContainer(name) && arguments.length > 0) {
			name += ' ' + text(arguments[0]).toUpperCase(Locale.ROOT);
		}
		Conduct conduct = CommandTable.find(name);
		if (conduct != null) {
			return (conduct.way() == Conduct.Way.CURSOR) ? Conduct.STAYS : conduct;
		}
		try {
			return dependent(name, arguments);
		}
		catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException malformed) {
			// The server says what is wrong with it.
			return Conduct.HARMFUL;
		}
	}

	/**
	 * Returns whether a command may wait at the server, if its arguments say so.
	 * @param command its name, in capitals
	 */
	public static boolean mayWait(String command) {
		return CommandTable.mayWait(command);
	}

	private static Conduct dependent(String name, byte[][] arguments) {
		return switch (name) {
			case "SET" -> unless(has(arguments, 2, "NX", "GET", "IFEQ", "IFNE", "IFDEQ", "IFDNE"));
			case "HSETEX", "MSETEX" -> unless(has(arguments, 1, "FNX", "NX"));
			case "ZADD", "GEOADD" -> unless(has(arguments, 1, "NX", "CH", "INCR"));
			case "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "HEXPIRE", "HPEXPIRE", "HEXPIREAT", "HPEXPIREAT" ->
				unless(has(arguments, 2, "NX"));
			case "COPY", "RESTORE" -> unless(!has(arguments, 2, "REPLACE"));
			case "LREM" -> unless(number(arguments[1]) != 0);
			case "LTRIM" -> unless(!Trims.same(number(arguments[1]), number(arguments[2])));
			default -> storing(name, arguments);
		};
	}

	private static Conduct storing(String name, byte[][] arguments) {
		return switch (name) {
			case "SORT", "GEORADIUS", "GEORADIUSBYMEMBER" -> unless(has(arguments, 1, "STORE", "STOREDIST"));
			case "BITFIELD" -> unless(has(arguments, 1, "SET", "INCRBY"));
			case "BITOP" -> unless(repeats(arguments[1], arguments, 2));
			case "ZUNIONSTORE", "ZINTERSTORE", "ZRANGESTORE", "GEOSEARCHSTORE", "SDIFFSTORE", "ZDIFFSTORE" ->
				unless(repeats(arguments[0], arguments, 1));
			default -> waiting(name, arguments);
		};
	}

	private static Conduct waiting(String name, byte[][] arguments) {
		int last = arguments.length - 1;
		return switch (name) {
			case "BLPOP", "BRPOP", "BLMOVE", "BRPOPLPUSH", "BZPOPMIN", "BZPOPMAX" -> pop(arguments[last]);
			case "BLMPOP", "BZMPOP" -> pop(arguments[0]);
			case "XREAD" -> read(Repetition.READ, arguments);
			case "XREADGROUP" -> read(Repetition.HARMLESS, arguments);
			default -> Conduct.HARMFUL;
		};
	}

	private static Conduct pop(byte[] seconds) {
		double timeout = Double.parseDouble(text(seconds));
		return Conduct.waiting(Repetition.HARMFUL, Duration.ofMillis((long) Math.ceil(timeout * 1000)));
	}

	private static Conduct read(Repetition repetition, byte[][] arguments) {
		for (int i = 0; i < arguments.length - 1; i++) {
			if (is(arguments[i], "BLOCK")) {
				return Conduct.waiting(repetition, Duration.ofMillis(number(arguments[i + 1])));
			}
			if (is(arguments[i], "STREAMS")) {
				break;
			}
		}
		return Conduct.of(repetition);
	}

	private static Conduct unless(boolean harmful) {
		return harmful ? Conduct.HARMFUL : Conduct.HARMLESS;
	}

	private static boolean has(byte[][] arguments, int from, String... words) {
		for (int i = from; i < arguments.length; i++) {
			for (String word : words) {
				if (is(arguments[i], word)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean repeats(byte[] key, byte[][] arguments, int from) {
		return Arrays.stream(arguments, from, arguments.length).anyMatch((other) -> Arrays.equals(key, other));
	}

	private static boolean is(byte[] argument, String word) {
		return argument.length == word.length() && text(argument).equalsIgnoreCase(word);
	}

	private static long number(byte[] argument) {
		return Long.parseLong(text(argument));
	}

	private static String text(byte[] argument) {
		return new String(argument, StandardCharsets.ISO_8859_1);
	}

}
