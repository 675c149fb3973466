package io.hapool.fault;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What this process held at one moment, to be compared with what it holds later: threads,
 * and descriptors of sockets, pipes and selectors (where {@code /proc} tells of them).
 * Descriptors of files are no measure: class paths are opened lazily.
 */
public final class Leftovers {

	/** Threads that the JVM keeps for itself once they are needed. */
	private static final List<String> OF_THE_JVM = List.of("process reaper", "ForkJoinPool", "VirtualThread", "Common-",
			"CompletableFuture", "Attach Listener", "Keep-Alive", "InnocuousThread", "Cleaner-", "Read-Poller",
			"Write-Poller", "Master", "JFR");

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private final Set<Thread> threads;

	private final int descriptors;

	private Leftovers(Set<Thread> threads, int descriptors) {
		this.threads = threads;
		this.descriptors = descriptors;
	}

	/**
	 * Takes note of what is held now.
	 */
	public static Leftovers now() {
		return new Leftovers(threads(), descriptors());
	}

	/**
	 * Waits until no more is held than at that moment.
	 * @param descriptorsOfOthers how many more descriptors there may be
	 */
	public void awaitNoneBut(int descriptorsOfOthers) {
		await("threads that outlive the run").untilAsserted(() -> {
			Set<Thread> left = threads();
			left.removeAll(threads);
			assertThat(left).isEmpty();
		});
		await("descriptors that outlive the run")
			.untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors + descriptorsOfOthers));
	}

	private static Set<Thread> threads() {
		Set<Thread> alive = new HashSet<>(Thread.getAllStackTraces().keySet());
		alive.removeIf((thread) -> isOfTheJvmOrTools(thread.getName()));
		return alive;
	}

	private static boolean isOfTheJvmOrTools(String thread) {
		return OF_THE_JVM.stream().anyMatch(thread::startsWith) || thread.startsWith("awaitility")
				|| thread.startsWith("junit-jupiter");
	}

	private static int descriptors() {
		int count = 0;
		File[] links = DESCRIPTORS.toFile().listFiles();
		for (File link : (links != null) ? links : new File[0]) {
			count += isFile(link.toPath()) ? 0 : 1;
		}
		return count;
	}

	private static boolean isFile(Path link) {
		try {
			return Files.readSymbolicLink(link).toString().startsWith("/");
		}
		catch (IOException ex) {
			return true; // closed since it was listed
		}
	}

}
