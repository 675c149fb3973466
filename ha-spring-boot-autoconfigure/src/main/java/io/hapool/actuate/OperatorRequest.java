package io.hapool.actuate;

import java.security.Principal;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;

/**
 * What an operator asks for, fit to be shown.
 *
 * @param operation what to do
 * @param reason why
 * @param by who asks: whoever was authenticated, else who the request says
 * @param weight the weight, if one is to be set
 */
record OperatorRequest(Operation operation, String reason, String by, @Nullable Double weight) {

	private static final int LONGEST_REASON = 500;

	private static final int LONGEST_NAME = 100;

	private static final double LARGEST_WEIGHT = 1_000_000;

	/**
	 * What came with a request, as it came.
	 */
	record Raw(@Nullable String action, @Nullable String reason, @Nullable String by, @Nullable String weight,
			@Nullable String duration) {
	}

	/**
	 * @throws InvalidOperationException if a part is missing or wrong
	 */
	static OperatorRequest of(Raw raw, SecurityContext security) {
		Operation operation = Operation.named(raw.action());
		return new OperatorRequest(operation, reason(raw), by(raw, security),
				(operation == Operation.WEIGHT) ? weight(raw.weight()) : null);
	}

	static String reason(Raw raw) {
		return OperatorText.clean("reason", raw.reason(), LONGEST_REASON, "no reason given");
	}

	/** Who was authenticated, else who the request says. */
	static String by(Raw raw, SecurityContext security) {
		Principal principal = security.getPrincipal();
		String who = (principal != null) ? shortened(principal.getName()) : raw.by();
		return OperatorText.clean("by", who, LONGEST_NAME, "anonymous");
	}

	/** Who is authenticated may have a long name, such as that of a certificate. */
	private static String shortened(String name) {
		return (name.length() > LONGEST_NAME) ? name.substring(0, LONGEST_NAME) : name;
	}

	static double weight(@Nullable String text) {
		try {
			double weight = (text != null) ? Double.parseDouble(text) : Double.NaN;
			if (weight > 0 && weight <= LARGEST_WEIGHT) {
				return weight;
			}
		}
		catch (NumberFormatException ex) {
			// falls through: the answer is the same
		}
		throw new InvalidOperationException("weight: " + ((text != null) ? OperatorText.brief(text) : "none")
				+ " (expected: a number above 0, at most " + (long) LARGEST_WEIGHT + ", such as \"weight\": 2.0)");
	}

	/** Of {@link Operation#WEIGHT} alone. */
	double wantedWeight() {
		return Objects.requireNonNull(weight);
	}

	/** Why and who, in one. */
	String signedReason() {
		return reason + " (by " + by + ")";
	}

}
