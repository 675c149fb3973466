package io.hapool.benchmarks;

/**
 * Something not to exceed.
 *
 * @param label what it is about
 * @param unit in what it is measured
 * @param limit the most that is good
 * @param measured what it is
 */
record Goal(String label, Unit unit, double limit, double measured) {

	String write(double value) {
		return switch (unit) {
			case NANOS -> MarkdownTable.number(value) + " ns";
			case BYTES -> MarkdownTable.bytes(value) + " B";
			case RATIO -> MarkdownTable.ratio(value);
		};
	}

	String verdict() {
		double value = (unit == Unit.BYTES) ? Math.round(measured) : measured;
		return (value <= limit) ? "met" : "missed by " + write(value - limit);
	}

	enum Unit {

		NANOS, BYTES, RATIO

	}

}
