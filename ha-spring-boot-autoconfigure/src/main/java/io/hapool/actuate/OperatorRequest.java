package io.hapool.actuate;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;

/**
 * What an operator asks for, fit to be shown.
 *
 * @param operation what to do
 * @param reason why
 * @param by who asks: whoever was authenticated, else who the request says
 */
record OperatorRequest(Operation operation, String reason, String by) {

	private static final int LONGEST_REASON = 500;

	private static final int LONGEST_NAME = 100;

	/**
	 * @throws InvalidOperationException if a part is missing or wrong
	 */
	static OperatorRequest of(@Nullable String action, @Nullable String reason, @Nullable String by,
			SecurityContext security) {
		Principal principal = security.getPrincipal();
		String who = (principal != null) ? principal.getName() : by;
		return new OperatorRequest(Operation.named(action),
				OperatorText.clean("reason", reason, LONGEST_REASON, "no reason given"),
				OperatorText.clean("by", who, LONGEST_NAME, "anonymous"));
	}

	/** Why and who, in one. */
	String signedReason() {
		return reason + " (by " + by + ")";
	}

}
