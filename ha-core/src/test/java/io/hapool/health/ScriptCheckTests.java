package io.hapool.health;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

import io.hapool.health.HealthCheck.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Real processes.
 */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sh")
class ScriptCheckTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final URI TARGET = URI.create("http://user:secret@10.0.0.1:8080/a?b");

	@ParameterizedTest
	@ValueSource(strings = { "exit 0", "echo 1", "echo all is well", "printf ' 1 '", "echo 0 1", "echo 0 >&2" })
	void isUp(String script) throws Exception {
		assertThat(sh(script).check(TARGET, TIMEOUT)).isEqualTo(Verdict.UP);
	}

	@ParameterizedTest
	@ValueSource(strings = { "exit 1", "echo 0", "exit 2", "exit 127", "echo 1; exit 1", "kill -9 $$" })
	void isDown(String script) {
		assertThatExceptionOfType(CheckFailedException.class).isThrownBy(() -> sh(script).check(TARGET, TIMEOUT))
			.withMessageStartingWith("sh exited with ");
	}

	@Test
	void saysWhatTheScriptSaid() {
		assertThatExceptionOfType(CheckFailedException.class)
			.isThrownBy(() -> sh("echo disk is full; echo and more; exit 4").check(TARGET, TIMEOUT))
			.withMessage("sh exited with 4: disk is full");
	}

	@Test
	void exitCodeThreeIsUnknown() throws Exception {
		assertThat(sh("exit 3").check(TARGET, TIMEOUT)).isEqualTo(Verdict.UNKNOWN);
		assertThat(sh("echo 0; exit 3").check(TARGET, TIMEOUT)).isEqualTo(Verdict.UNKNOWN);
	}

	@Test
	void commandThatCannotBeStartedIsUnknown() {
		ScriptCheck check = new ScriptCheck(List.of("/does/not/exist"));

		assertThatExceptionOfType(CheckUnknownException.class).isThrownBy(() -> check.check(TARGET, TIMEOUT))
			.withMessage("/does/not/exist cannot be started");
	}

	@Test
	void argumentsAreReplacedWithoutAShellAndWithoutCredentials(@TempDir Path folder) throws Exception {
		Path written = folder.resolve("written");
		ScriptCheck check = new ScriptCheck(List.of("sh", "-c", "echo \"$@\" > " + written, "sh", "{host}", "{port}",
				"[{uri}]", "$(id)", "{other}"));

		check.check(TARGET, TIMEOUT);

		assertThat(written).hasContent("10.0.0.1 8080 [http://10.0.0.1:8080/a?b] $(id) {other}");
	}

	@Test
	void muchOutputStopsNothing() throws Exception {
		assertThat(sh("head -c 3000000 /dev/zero").check(TARGET, TIMEOUT)).isEqualTo(Verdict.UP);
	}

	@Test
	void endlessOutputEndsWithTheTime() {
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> new ScriptCheck(List.of("yes")).check(TARGET, Duration.ofMillis(300)));
	}

	@Test
	void emptyInputIsAtItsEnd() throws Exception {
		assertThat(new ScriptCheck(List.of("cat")).check(TARGET, TIMEOUT)).isEqualTo(Verdict.UP);
	}

	@Test
	void whatItLeavesRunningKeepsNobodyWaiting(@TempDir Path folder) throws Exception {
		Path pid = folder.resolve("pid");

		Verdict verdict = sh("sleep 300 & echo $! > " + pid).check(TARGET, TIMEOUT);

		assertThat(verdict).isEqualTo(Verdict.UP);
		ProcessHandle.of(read(pid)).ifPresent(ProcessHandle::destroyForcibly);
	}

	@Test
	void whenTheTimeIsOverItDiesWithItsDescendants(@TempDir Path folder) throws Exception {
		Path parent = folder.resolve("parent");
		Path child = folder.resolve("child");
		ScriptCheck check = sh("trap '' TERM; echo $$ > " + parent + "; sh -c 'echo $$ > " + child
				+ "; sleep 300; :' & wait; sleep 300");

		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> check.check(TARGET, Duration.ofSeconds(2)))
			.withMessage("sh has not ended after 2000 ms");

		await("it is gone, and not even a zombie").until(() -> isGone(read(parent)));
		await("so is its child").until(() -> isDead(read(child)));
	}

	@Test
	void interruptKillsIt(@TempDir Path folder) throws Exception {
		Path pid = folder.resolve("pid");
		Thread thread = new Thread(() -> {
			try {
				sh("echo $$ > " + pid + "; sleep 300; :").check(TARGET, Duration.ofMinutes(5));
			}
			catch (Exception expected) {
				// interrupted
			}
		});
		thread.start();
		await("it has begun").until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());

		thread.interrupt();
		thread.join();

		await("it is gone").until(() -> isGone(read(pid)));
	}

	@Test
	void thereMustBeACommand() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ScriptCheck(List.of()))
			.withMessage("health-check.command: [] (expected: a program)");
	}

	private static ScriptCheck sh(String script) {
		return new ScriptCheck(List.of("sh", "-c", script));
	}

	private static long read(Path pid) throws IOException {
		return Long.parseLong(Files.readString(pid).trim());
	}

	/** The zombie of an orphan is left to the first process of all. */
	private static boolean isDead(long pid) throws IOException {
		return isGone(pid) || Files.readString(Path.of("/proc", Long.toString(pid), "stat")).contains(") Z ");
	}

	private static boolean isGone(long pid) {
		return !Files.exists(Path.of("/proc", Long.toString(pid)));
	}

}
