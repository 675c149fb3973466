package io.hapool.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.hapool.event.HaEvent;
import io.hapool.pool.Endpoint;
import io.hapool.pool.source.DnsQuery;
import io.hapool.pool.source.DnsSource;
import io.hapool.pool.source.PoolSources;
import io.hapool.pool.source.SourceFailed;
import io.hapool.pool.source.SourceRecovered;
import io.hapool.pool.source.TestNameServer;
import io.hapool.pool.source.TestNameServer.Reply;
import io.hapool.time.SystemTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Faults 27 and 28, under load. All endpoints are replaced in DNS: the new ones are used
 * within twice the interval, the old ones are drained. The name server says nothing of
 * use, or nothing: the last good set is kept.
 */
@MeasuresTime
@Timeout(120)
class NameServerFaultTests {

	private static final Logger logger = LoggerFactory.getLogger(NameServerFaultTests.class);

	private static final String NAME = "_http._tcp.faults.internal";

	private static final Duration INTERVAL = Duration.ofMillis(250);

	private final List<HaEvent> events = new CopyOnWriteArrayList<>();

	/** The ids that the pool has taken over from DNS, with nothing left to do. */
	private volatile Set<String> taken = Set.of();

	/** The pollers of virtual threads, which stay once a socket has had to wait. */
	@BeforeAll
	static void openWhatTheJvmKeeps() {
		CompletableFuture<Boolean> waited = new CompletableFuture<>();
		try (SystemTime time = new SystemTime()) {
			time.schedule(() -> waited.complete(waitsInVain()), Duration.ZERO);
			assertThat(waited.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
		}
	}

	private static boolean waitsInVain() {
		try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			socket.setSoTimeout(10);
			socket.receive(new DatagramPacket(new byte[1], 1));
			return false;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void newEndpointsAreUsedWithinTwiceTheIntervalAndOldOnesAreDrained() {
		List<Duration> used = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			used.addAll(replaceOneAfterTheOther());
		}

		logger.info("Used after {} ms", used.stream().map(Duration::toMillis).toList());
		assertThat(LoadResult.median(used)).isLessThan(INTERVAL.multipliedBy(2));
		assertThat(LoadResult.longest(used)).isLessThan(INTERVAL.multipliedBy(2).plusSeconds(1));
	}

	private List<Duration> replaceOneAfterTheOther() {
		try (TestNameServer server = new TestNameServer();
				FaultScene scene = FaultScene.start();
				SystemTime time = new SystemTime();
				PoolSources<URI> sources = sources(scene, time)) {
			publish(server, scene.backends().subList(0, 1));
			sources.use(List.of(), List.of(source(server)));
			awaitTaken(scene, scene.backend(0));
			OpenLoopLoad load = OpenLoopLoad.start(200, scene::call);
			await("calls").until(() -> isCalled(scene, scene.backend(0), 20));

			List<Duration> used = new ArrayList<>();
			for (int i = 1; i < 3; i++) {
				used.add(replace(scene, server, scene.backend(i - 1), scene.backend(i)));
			}
			BackendProcess.killAll(scene.backends().subList(0, 2));
			await("calls on the last one").until(() -> isCalled(scene, scene.backend(2), 200));
			LoadResult result = load.stop();
			load.close();

			assertThat(result.failed()).isEmpty();
			sources.close();
			time.close();
			scene.verify(result);
			return used;
		}
	}

	@Test
	void lastGoodSetIsKeptWhateverTheServerSays() {
		try (TestNameServer server = new TestNameServer();
				FaultScene scene = FaultScene.start();
				SystemTime time = new SystemTime();
				PoolSources<URI> sources = sources(scene, time)) {
			publish(server, scene.backends());
			sources.use(List.of(), List.of(source(server)));
			OpenLoopLoad load = OpenLoopLoad.start(200, scene::call);

			for (Reply reply : List.of(Reply.NOTHING, Reply.SERVFAIL, Reply.NXDOMAIN, Reply.SILENCE)) {
				server.reply(reply);
				awaitFailure(scene, server, reply.name());
				server.reply(Reply.RECORDS);
				await(reply + " recovered").until(() -> events.stream().anyMatch(SourceRecovered.class::isInstance));
				events.clear();
			}
			server.close();
			awaitFailure(scene, null, "no server");
			LoadResult result = load.stop();
			load.close();

			assertThat(result.failed()).isEmpty();
			sources.close();
			time.close();
			scene.verify(result);
		}
	}

	/** Nothing may have been told before the fault. */
	private void awaitFailure(FaultScene scene, @Nullable TestNameServer server, String fault) {
		await(fault + " failed").atMost(Duration.ofSeconds(20))
			.until(() -> events.stream().anyMatch(SourceFailed.class::isInstance));
		if (server != null) {
			int questions = server.questions();
			await("questions").atMost(Duration.ofSeconds(20)).until(() -> server.questions() >= questions + 3);
		}
		assertThat(events).as("events of the sources").hasSize(1);
		assertThat(ids(scene)).isEqualTo(ids(scene, scene.backends()));
		events.clear();
	}

	/** Tells how long after the change in DNS the new one had been called. */
	private Duration replace(FaultScene scene, TestNameServer server, BackendProcess before, BackendProcess after) {
		long mark = System.nanoTime();
		publish(server, List.of(after));
		await("new one called").pollInterval(Duration.ofMillis(5)).until(() -> isCalled(scene, after, 1));
		Duration used = Duration.ofNanos(System.nanoTime() - mark);
		awaitTaken(scene, after);
		assertThat(ids(scene)).containsExactly(scene.id(after));
		await("old one drained").pollInterval(Duration.ofMillis(5)).until(() -> scene.pool().openLeases() == 0);
		int requests = before.requestCount();
		long attempts = scene.attempts();
		await("calls on the new one").until(() -> scene.attempts() >= attempts + 50);
		assertThat(before.requestCount()).as("requests of the drained one").isEqualTo(requests);
		return used;
	}

	/** The pool takes the new one first, and then lets the old one go. */
	private void awaitTaken(FaultScene scene, BackendProcess only) {
		await("only " + only).until(() -> taken.equals(Set.of(scene.id(only))));
	}

	private static boolean isCalled(FaultScene scene, BackendProcess backend, int times) {
		return scene.pool()
			.endpoint(scene.id(backend))
			.filter((endpoint) -> endpoint.counts().successes() >= times)
			.isPresent();
	}

	private PoolSources<URI> sources(FaultScene scene, SystemTime time) {
		scene.events().subscribe(SourceFailed.class, events::add);
		scene.events().subscribe(SourceRecovered.class, events::add);
		return new PoolSources<>("faults", time, scene.events(), (endpoints) -> {
			Set<String> wanted = endpoints.stream().map(Endpoint::id).collect(Collectors.toSet());
			Set<String> known = new HashSet<>(ids(scene));
			endpoints.stream()
				.filter((endpoint) -> !known.contains(endpoint.id()))
				.forEach((endpoint) -> scene.pool().add(endpoint));
			known.stream().filter((id) -> !wanted.contains(id)).forEach((id) -> scene.pool().remove(id));
			taken = wanted;
		});
	}

	private static DnsSource source(TestNameServer server) {
		return new DnsSource(DnsQuery.services(NAME).askedAt(server.address()), INTERVAL);
	}

	private static void publish(TestNameServer server, List<BackendProcess> backends) {
		server.name(NAME,
				Map.of("SRV", backends.stream().map((backend) -> "0 1 " + backend.port() + " 127.0.0.1").toList()));
	}

	private static Set<String> ids(FaultScene scene) {
		return scene.pool()
			.endpoints()
			.stream()
			.map((endpoint) -> endpoint.endpoint().id())
			.collect(Collectors.toSet());
	}

	private static Set<String> ids(FaultScene scene, List<BackendProcess> backends) {
		return backends.stream().map(scene::id).collect(Collectors.toSet());
	}

}
