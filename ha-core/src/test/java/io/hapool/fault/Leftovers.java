package io.hapool.fault;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

	/**
	 * The JVM opens them when virtual threads wait for I/O, and keeps them. A selector
	 * has an {@code eventfd} as well, by which it is noticed.
	 */
	private static final String EPOLL = "anon_inode:[eventpoll]";

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
		return new Leftovers(threads(), descriptors().size());
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
		await("descriptors that outlive the run").untilAsserted(() -> {
			List<String> held = descriptors();
			assertThat(held.size()).as(() -> "descriptors: " + held + ", " + sockets())
				.isLessThanOrEqualTo(descriptors + descriptorsOfOthers);
		});
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

	/** By what each leads to: a socket by its number. */
	static List<String> descriptors() {
		List<String> held = new ArrayList<>();
		File[] links = DESCRIPTORS.toFile().listFiles();
		for (File link : (links != null) ? links : new File[0]) {
			try {
				String target = Files.readSymbolicLink(link.toPath()).toString();
				if (!target.startsWith("/") && !target.equals(EPOLL)) {
					held.add(target);
				}
			}
			catch (IOException ignored) {
				// closed since it was listed
			}
		}
		return held;
	}

	/** The connections of this machine, as the kernel lists them: for who wonders. */
	private static List<String> sockets() {
		try {
			List<String> all = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
			all.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
			return all;
		}
		catch (IOException ex) {
			return List.of(ex.toString());
		}
	}

}
