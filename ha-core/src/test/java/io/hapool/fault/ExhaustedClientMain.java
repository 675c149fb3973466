package io.hapool.fault;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import org.jspecify.annotations.Nullable;

/**
 * A client with a pool, its backends and a load, in a process that runs out of file
 * descriptors: the main class of the process behind {@link ExhaustedClientTests}.
 * <p>
 * Says {@code ready} when all endpoints are up, uses up all descriptors at a line, frees
 * them at the next, stops at a third, and then says what {@link ClientMain} says.
 */
final class ExhaustedClientMain {

	private static final CallOptions<URI> AS_USUAL = CallOptions.<URI>builder().build();

	private static final int PER_SECOND = 100;

	private final List<FileInputStream> held = new ArrayList<>();

	private @Nullable Thread holding;

	private volatile boolean freed;

	private ExhaustedClientMain() {
	}

	/**
	 * Runs a load.
	 * @param args {@code kept}: every other call has a connection; {@code new}: none has
	 */
	public static void main(String[] args) throws Exception {
		loadAll(EndpointPool.class, "io/hapool");
		loadAll(ExhaustedClientMain.class, "io/hapool/fault");
		new ExhaustedClientMain().run(args[0].equals("kept"));
	}

	private void run(boolean kept) throws IOException, InterruptedException {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try (FaultScene scene = FaultScene.start((definition) -> {
		}); SocketAttempts client = new SocketAttempts()) {
			scene.backends().forEach((backend) -> client.open(backend.uri(), OpenLoopLoad.CALLERS));
			try (OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND,
					(id) -> scene.call(AS_USUAL, (lease) -> (kept && hasConnection(id)) ? client.sendOnKept(lease, id)
							: SocketAttempts.sendOnNew(lease, id)))) {
				scene.awaitAllUp();
				say("ready");
				commands.readLine();
				long exhausting = System.nanoTime();
				exhaust();
				say("exhausted");
				commands.readLine();
				free();
				long freed = System.nanoTime();
				say("freed");
				commands.readLine();
				LoadResult result = load.stop();
				client.close();
				tell(scene, result, exhausting, freed);
				scene.verify(result);
				say("verified");
			}
		}
	}

	private static void tell(FaultScene scene, LoadResult result, long exhausting, long freed) {
		ClientMain.tellChanges(scene.log());
		result.failed().stream().limit(3).forEach((call) -> say("failure " + call.failure()));
		say("connected " + result.failed().stream().filter((call) -> hasConnection(call.id())).count());
		say("early " + result.failed().stream().filter((call) -> call.ended() - exhausting < 0).count());
		say("late " + result.failed().stream().filter((call) -> call.intended() - freed > 0).count());
		say("failed " + result.failed().size());
		say("calls " + result.started());
	}

	private static boolean hasConnection(String id) {
		return id.charAt(id.length() - 1) % 2 == 0;
	}

	/** Also takes what a call that is under way gives back. */
	private void exhaust() {
		hold();
		Thread holder = new Thread(() -> {
			while (!freed) {
				hold();
				LockSupport.parkNanos(1_000_000);
			}
			release();
		}, "holder");
		holder.start();
		holding = holder;
	}

	private void hold() {
		try {
			while (!freed) {
				held.add(new FileInputStream("/dev/null"));
			}
		}
		catch (IOException expected) {
			// none is left
		}
	}

	private void release() {
		for (FileInputStream one : held) {
			try {
				one.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	private void free() throws InterruptedException {
		freed = true;
		if (holding != null) {
			holding.join();
		}
	}

	/**
	 * Loads the classes of a package and those below it: from a directory it would need
	 * descriptors for that, while there are none.
	 * @param one of those that lie in the same place
	 */
	private static void loadAll(Class<?> one, String folder) throws Exception {
		Path classes = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
		if (!Files.isDirectory(classes)) {
			return;
		}
		try (Stream<Path> files = Files.walk(classes.resolve(folder))) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".class")).toList()) {
				String name = classes.relativize(file).toString().replace('/', '.');
				Class.forName(name.substring(0, name.length() - ".class".length()));
			}
		}
	}

	private static void say(String what) {
		System.out.println(what);
	}

}
