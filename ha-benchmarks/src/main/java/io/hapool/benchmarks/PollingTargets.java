package io.hapool.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The servers that are polled, in a process of their own.
 */
final class PollingTargets implements AutoCloseable {

	private final Process process;

	private final int port;

	private PollingTargets(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	static PollingTargets start(String manner) throws IOException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx512m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				PollingServer.class.getName(), manner)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		BufferedReader said = process.inputReader();
		return new PollingTargets(process, Integer.parseInt(said.readLine()));
	}

	int port() {
		return port;
	}

	@Override
	public void close() {
		process.destroyForcibly();
	}

}
