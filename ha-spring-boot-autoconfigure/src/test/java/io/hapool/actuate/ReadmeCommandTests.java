package io.hapool.actuate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The commands of the README's chapter "Running it", run as a reader would.
 */
class ReadmeCommandTests {

	@TempDir
	private Path directory;

	@BeforeAll
	static void needsCurl() throws Exception {
		boolean installed;
		try {
			installed = new ProcessBuilder("curl", "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			installed = false;
		}
		assumeTrue(installed, "curl is not installed");
	}

	@Test
	void allCommandsDoWhatTheySay() throws Exception {
		try (OperatorScene scene = scene("management.endpoint.ha.access=unrestricted")) {
			for (String command : commands()) {
				Answer answer = run(scene, command);

				assertThat(answer.status()).as("%s%n%s", command, answer.body()).isEqualTo(200);
				if (command.contains("action")) {
					assertDone(command, answer.body());
				}
			}
			assertThat(scene.billing().endpoint("10.0.0.1-8080").orElseThrow().endpoint().weight()).isEqualTo(2.0);
			assertThat(scene.get("/haevents").body()).contains("drain by ann: release 7", "pin by ann: test");
		}
	}

	@Test
	void byDefaultWhatWritesIsRefused() throws Exception {
		try (OperatorScene scene = scene()) {
			for (String command : commands()) {
				Answer answer = run(scene, command);

				assertThat(answer.status()).as(command).isEqualTo(command.contains("action") ? 405 : 200);
			}
			assertThat(scene.billing().available()).hasSize(2);
		}
	}

	private static void assertDone(String command, String endpoint) {
		String expected = command.contains("drain") ? "DRAINING" : command.contains("isolate") ? "MAINTENANCE"
				: command.contains("\"pin\"") ? "PINNED UNKNOWN" : "UNKNOWN";
		assertThat(JsonPath.<String>read(endpoint, "$.state")).as(command).isEqualTo(expected);
	}

	private static List<String> commands() throws IOException {
		String readme = Files.readString(Path.of("../README.md"));
		int chapter = readme.indexOf("\n## Running it\n");
		assertThat(chapter).isPositive();
		List<String> commands = readme.substring(chapter, readme.indexOf("\n## ", chapter + 1))
			.lines()
			.filter((line) -> line.startsWith("curl "))
			.toList();
		assertThat(commands).hasSizeGreaterThan(8);
		return commands;
	}

	private Answer run(OperatorScene scene, String command) throws Exception {
		String port = scene.context.getEnvironment().getRequiredProperty("local.server.port");
		Path output = directory.resolve("output");
		Process shell = new ProcessBuilder("sh", "-c",
				command.replace("localhost:8080", "127.0.0.1:" + port)
					.replaceFirst("^curl ", "curl -w '\\\\n%{http_code}' "))
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(shell.waitFor(30, TimeUnit.SECONDS)).as(command).isTrue();
		}
		finally {
			shell.destroyForcibly();
		}
		String text = Files.readString(output, StandardCharsets.UTF_8);
		int status = text.lastIndexOf('\n');
		return new Answer(Integer.parseInt(text.substring(status + 1)), text.substring(0, status));
	}

	private static OperatorScene scene(String... properties) {
		return new OperatorScene(WebApplicationType.SERVLET, Nothing.class, properties);
	}

	private record Answer(int status, String body) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
