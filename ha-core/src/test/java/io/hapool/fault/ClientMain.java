package io.hapool.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client with a pool, its backends and a load, in a process that can be stopped: the
 * main class of the process behind {@link StoppedClientTests}.
 * <p>
 * Says {@code ready} when all endpoints are up, waits for a line, and then says, a line
 * each: {@code change <endpoint> <from> <to>} of every change, {@code failure <what>} of
 * the first calls that failed, {@code calls <started>}, and {@code verified} when the
 * checks that follow each load have passed.
 */
final class ClientMain {

	/** With attempts of 50 ms, five at a time are under way on each endpoint. */
	private static final int PER_SECOND = 300;

	private static final Duration ATTEMPT = Duration.ofMillis(50);

	private ClientMain() {
	}

	/**
	 * Runs a load until a line comes, or the end of the input.
	 */
	public static void main(String[] args) throws IOException {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try (FaultScene scene = FaultScene.start((definition) -> definition.attemptTimeout(Duration.ofMillis(1000)))) {
			scene.backends().forEach((backend) -> backend.slow(ATTEMPT));
			try (OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, scene::call)) {
				scene.awaitAllUp();
				System.out.println("ready");
				commands.readLine();
				LoadResult result = load.stop();
				print(scene, result);
				scene.verify(result);
				System.out.println("verified");
			}
		}
	}

	private static void print(FaultScene scene, LoadResult result) {
		tellChanges(scene.log());
		result.failed().stream().limit(3).forEach((sample) -> System.out.println("failure " + sample.failure()));
		System.out.println("calls " + result.started());
	}

	static void tellChanges(EndpointLog log) {
		log.entries()
			.forEach((entry) -> System.out.println("change " + entry.change().endpoint() + " "
					+ entry.change().from().health() + " " + entry.change().to().health()));
	}

}
