package io.hapool.pool;

/**
 * A share of something, written {@code 20%} or {@code 0.2}.
 *
 * @param value the share, 0 or more, finite
 */
public record Ratio(double value) {

	/**
	 * Checks the value.
	 */
	public Ratio {
		if (!(value >= 0) || Double.isInfinite(value)) {
			throw new IllegalArgumentException("ratio: " + value + " (expected: >= 0)");
		}
	}

	/**
	 * Reads a share.
	 * @param text for example {@code 20%} or {@code 0.2}
	 * @return the ratio
	 * @throws IllegalArgumentException if the text is neither
	 */
	public static Ratio parse(String text) {
		String trimmed = text.trim();
		boolean percent = trimmed.endsWith("%");
		try {
			double number = Double.parseDouble(percent ? trimmed.substring(0, trimmed.length() - 1).trim() : trimmed);
			return new Ratio(percent ? number / 100 : number);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("\"" + text + "\" is not a ratio (expected: such as 20% or 0.2)", ex);
		}
	}

	@Override
	public String toString() {
		return (value * 100) + "%";
	}

}
