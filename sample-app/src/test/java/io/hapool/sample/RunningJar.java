package io.hapool.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The jar of the sample, in a JVM of its own, on a free port.
 */
final class RunningJar implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<String> log = new ArrayList<>();

	private final Process process;

	private final int port;

	private RunningJar(Process process) {
		this.process = process;
		this.port = awaitPort(process.inputReader());
	}

	/**
	 * Starts the jar and waits until it serves.
	 * @param options the options of the JVM
	 * @param arguments the arguments of the application
	 */
	static RunningJar start(List<String> options, String... arguments) throws IOException {
		String jar = Objects.requireNonNull(System.getProperty("sample.jar"), "sample.jar: null (expected: the jar)");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
		command.addAll(options);
		command.addAll(List.of("-jar", jar, "--server.port=0", "--server.address=127.0.0.1"));
		command.addAll(List.of(arguments));
		return new RunningJar(new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	/** Returns what it has logged until it served. */
	List<String> log() {
		return log;
	}

	String get(String path) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri(path)).build());
	}

	void post(String path) throws IOException, InterruptedException {
		send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()).build());
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + port + path);
	}

	private String send(HttpRequest request) throws IOException, InterruptedException {
		HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
		if (response.statusCode() != 200) {
			throw new IOException(request.uri() + " answers " + response.statusCode() + ": " + response.body());
		}
		return response.body();
	}

	private int awaitPort(BufferedReader output) {
		try {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				log.add(line);
				Matcher port = PORT.matcher(line);
				if (port.find()) {
					return Integer.parseInt(port.group(1));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new IllegalStateException("The jar does not start: " + String.join("\n", log));
	}

	@Override
	public void close() throws InterruptedException {
		process.destroy();
		if (!process.waitFor(20, TimeUnit.SECONDS)) {
			process.destroyForcibly().waitFor();
		}
	}

}
