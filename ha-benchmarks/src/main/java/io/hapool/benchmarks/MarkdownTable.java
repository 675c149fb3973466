package io.hapool.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table whose first column is text and whose others are numbers.
 */
final class MarkdownTable {

	private final List<String> header;

	private final List<List<String>> rows = new ArrayList<>();

	MarkdownTable(String... header) {
		this.header = List.of(header);
	}

	void add(List<String> row) {
		rows.add(List.copyOf(row));
	}

	/**
	 * Prints the table and an empty line, or nothing if it has no rows.
	 */
	void print(PrintStream out) {
		if (rows.isEmpty()) {
			return;
		}
		out.println(line(header));
		out.println("|---|" + "---:|".repeat(header.size() - 1));
		rows.forEach((row) -> out.println(line(row)));
		out.println();
	}

	private static String line(List<String> cells) {
		return "| " + String.join(" | ", cells) + " |";
	}

	/**
	 * Writes a number: with a decimal as long as it matters.
	 */
	static String number(double value) {
		return String.format(Locale.ROOT, (Math.abs(value) < 100) ? "%.1f" : "%,.0f", value);
	}

	/**
	 * Writes how one number compares with another.
	 */
	static String ratio(double value) {
		return String.format(Locale.ROOT, (value < 0.1) ? "%.3f x" : "%.2f x", value);
	}

	/**
	 * Writes bytes. JMH counts its own few among them, so parts of a byte are none.
	 */
	static String bytes(double value) {
		return String.format(Locale.ROOT, "%,d", Math.round(value));
	}

}
