package io.hapool.health;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Runs a command and goes by its exit code: 0 is UP, {@value #UNKNOWN} is UNKNOWN (as
 * with Nagios' plugins), any other is DOWN. One that exits with 0 and has written nothing
 * but {@code 1} or {@code 0} to its standard output says UP or DOWN by that (as HA-DO's
 * plugins do).
 * <p>
 * In each argument <code>{host}</code>, <code>{port}</code> and <code>{uri}</code> are
 * replaced by those of the target, without user info, for others can read arguments; the
 * port is that of the URI or of its scheme, else -1. No shell is involved. The standard
 * input is empty, the standard error goes nowhere, of the standard output the first
 * {@value ScriptRun#MOST_OUTPUT} bytes are looked at.
 * <p>
 * When the time is over the process is killed, and with it those that it started, but for
 * those that have left it as daemons do. A command that cannot be started is UNKNOWN: it
 * says nothing of the target.
 *
 * @param command the program and its arguments
 */
public record ScriptCheck(List<String> command) implements HealthCheck<URI> {

	/** The exit code that says nothing. */
	public static final int UNKNOWN = 3;

	/**
	 * Checks the command.
	 */
	public ScriptCheck {
		command = List.copyOf(command);
		if (command.isEmpty() || command.get(0).isBlank()) {
			throw new IllegalArgumentException("health-check.command: " + command + " (expected: a program)");
		}
	}

	@Override
	public Verdict check(URI uri, Duration timeout) throws Exception {
		ScriptRun run;
		try {
			run = ScriptRun.start(command.stream().map((argument) -> replaced(argument, uri)).toList());
		}
		catch (IOException ex) {
			throw new CheckUnknownException(command.get(0) + " cannot be started", ex);
		}
		try (run) {
			if (!run.await(timeout)) {
				throw new TimeoutException(command.get(0) + " has not ended after " + timeout.toMillis() + " ms");
			}
			return verdict(run.exitCode(), run.output().strip());
		}
	}

	private Verdict verdict(int exitCode, String output) throws CheckFailedException {
		if (exitCode == UNKNOWN) {
			return Verdict.UNKNOWN;
		}
		if (exitCode == 0 && !output.equals("0")) {
			return Verdict.UP;
		}
		throw new CheckFailedException(
				command.get(0) + " exited with " + exitCode + (output.isEmpty() ? "" : ": " + firstLine(output)));
	}

	private static String firstLine(String output) {
		return output.lines().findFirst().orElse("");
	}

	private static String replaced(String argument, URI uri) {
		return argument.replace("{host}", TargetAddress.host(uri))
			.replace("{port}", Integer.toString(TargetAddress.port(uri)))
			.replace("{uri}", TargetAddress.withoutUserInfo(uri));
	}

}
