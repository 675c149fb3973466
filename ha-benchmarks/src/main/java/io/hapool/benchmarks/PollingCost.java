package io.hapool.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;
import io.hapool.call.EndpointPool;
import io.hapool.call.PoolDefinition;
import io.hapool.event.EventPublisher;
import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck;
import io.hapool.health.TcpConnect;
import io.hapool.http.HttpCheckSettings;
import io.hapool.http.HttpHealthCheck;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.time.SystemTime;

/**
 * What it costs to check many endpoints: 10,000 of them every five seconds for a minute,
 * after a warm-up. The first argument is {@code tcp}, {@code http} or {@code none} (the
 * same endpoints, unchecked); the second, if there is one, another number of endpoints; a
 * third one, {@code hung}, lets no connection open. The servers run in a process of their
 * own and answer at as many loopback addresses as there are endpoints, so that no range
 * of ports is used up.
 */
public final class PollingCost {

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private static final Duration WARM_UP = Duration.ofSeconds(30);

	private static final Duration MEASURED = Duration.ofSeconds(60);

	private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private final String type;

	private final List<URI> targets;

	private final MeteredTime time;

	private PollingCost(String type, List<URI> targets, MeteredTime time) {
		this.type = type;
		this.targets = targets;
		this.time = time;
	}

	/**
	 * Measures and prints.
	 * @param args see above
	 */
	public static void main(String[] args) throws Exception {
		int count = (args.length > 1) ? Integer.parseInt(args[1]) : 10_000;
		String manner = (args.length > 2) ? args[2] : "well";
		try (PollingTargets servers = PollingTargets.start(manner); SystemTime system = new SystemTime()) {
			List<URI> targets = new ArrayList<>(count);
			for (int i = 0; i < count; i++) {
				targets.add(URI.create("http://127.0." + (1 + i / 250) + "." + (1 + i % 250) + ":" + servers.port()));
			}
			new PollingCost(args[0] + " " + manner, targets, new MeteredTime(system)).measure();
		}
	}

	private void measure() throws InterruptedException, IOException {
		long heapBefore = heap();
		long rssBefore = rss();
		try (EventPublisher events = new EventPublisher(time);
				EndpointPool<URI> pool = EndpointPool.create(definition(), time, events)) {
			TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
			time.reset();
			long[] countsBefore = counts(pool);
			long cpu = PROCESS.getProcessCpuTime();
			long begin = System.nanoTime();
			TimeUnit.NANOSECONDS.sleep(MEASURED.toNanos());
			double seconds = (System.nanoTime() - begin) / 1e9;
			double cores = (PROCESS.getProcessCpuTime() - cpu) / 1e9 / seconds;
			long[] counts = counts(pool);
			MeteredTime.Lateness lateness = time.lateness();
			int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount();
			long rss = rss();
			System.out.printf(
					"%s, JDK %s, %d endpoints: %.3f cores, %.0f checks/s, %d of %d DOWN, "
							+ "late at most %.1f ms, p99 %.1f ms, threads at most %d, "
							+ "heap %d B and RSS %d B an endpoint (RSS %d MB in all)%n",
					type, System.getProperty("java.version"), targets.size(), cores,
					(sum(counts) - sum(countsBefore)) / seconds, counts[1] - countsBefore[1],
					sum(counts) - sum(countsBefore), lateness.most() / 1e6, lateness.p99() / 1e6, threads,
					(heap() - heapBefore) / targets.size(), (rss - rssBefore) / targets.size(), rss >> 20);
		}
	}

	private PoolDefinition<URI> definition() {
		PoolDefinition.Builder<URI> builder = PoolDefinition.<URI>builder("polled").targets(targets);
		CheckRules rules = CheckRules.DEFAULT.withInterval(INTERVAL);
		HealthCheck<URI> check = switch (type.split(" ")[0]) {
			case "tcp" -> TcpConnect.INSTANCE;
			case "http" -> new HttpHealthCheck(HttpCheckSettings.of(rules.timeout()), time);
			default -> null;
		};
		return ((check != null) ? builder.healthCheck(check, rules) : builder).build();
	}

	private static long[] counts(EndpointPool<URI> pool) {
		long[] counts = new long[3];
		for (EndpointSnapshot<URI> endpoint : pool.endpoints()) {
			EndpointSnapshot.Checks checks = endpoint.checks();
			if (checks != null) {
				counts[0] += checks.up();
				counts[1] += checks.down();
				counts[2] += checks.unknown();
			}
		}
		return counts;
	}

	private static long sum(long[] counts) {
		return counts[0] + counts[1] + counts[2];
	}

	private static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static long rss() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
			.sum();
	}

}
