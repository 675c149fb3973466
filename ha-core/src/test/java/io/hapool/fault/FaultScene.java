package io.hapool.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.hapool.call.Attempt;
import io.hapool.call.CallCounts;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.PoolDefinition;
import io.hapool.event.EventPublisher;
import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import io.hapool.pool.Ratio;
import io.hapool.pool.SelectionPolicy;
import io.hapool.time.SystemTime;
import org.awaitility.core.ConditionTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where a fault happens: backends in processes of their own, a pool over them, and a log
 * of what becomes of its endpoints. {@link #verify(LoadResult)} checks what must hold
 * whatever the fault.
 */
public final class FaultScene implements AutoCloseable {

	/** Three failures isolate for 0.3 s at first; three trials restore. */
	public static final IsolationRules SHORT_ISOLATION = IsolationRules.DEFAULT.withConsecutiveFailures(3)
		.withDuration(Duration.ofMillis(300), Duration.ofSeconds(30))
		.withTrialLeases(3)
		.withMaxIsolated(new Ratio(1))
		.withRampUp(null);

	/**
	 * The same where faults come again and again, and isolations must not grow with them.
	 */
	public static final IsolationRules CAPPED_ISOLATION = IsolationRules.DEFAULT.withConsecutiveFailures(3)
		.withDuration(Duration.ofMillis(300), Duration.ofSeconds(1))
		.withTrialLeases(3)
		.withMaxIsolated(new Ratio(1))
		.withRampUp(null);

	private static final CallOptions<URI> ONCE = CallOptions.<URI>builder().idempotent(false).build();

	private final EndpointLog log = new EndpointLog(SHORT_ISOLATION.trialLeases());

	private final LongAdder attempts = new LongAdder();

	private final LongAdder attemptsBeyondFailover = new LongAdder();

	private final long begin = System.nanoTime();

	private final Leftovers leftovers;

	private final List<BackendProcess> backends;

	private final List<FaultProxy> proxies;

	private final SystemTime time = new SystemTime();

	private final EventPublisher events = new EventPublisher(time);

	private final EndpointPool<URI> pool;

	private FaultScene(Leftovers leftovers, List<BackendProcess> backends, List<FaultProxy> proxies,
			Consumer<PoolDefinition.Builder<URI>> settings) {
		this.leftovers = leftovers;
		this.backends = backends;
		this.proxies = proxies;
		PoolDefinition.Builder<URI> definition = PoolDefinition.<URI>builder("faults")
			.targets(proxies.isEmpty() ? backends.stream().map(BackendProcess::uri).toList()
					: proxies.stream().map(FaultProxy::uri).toList())
			.selection(SelectionPolicy.roundRobin())
			.isolationRules(SHORT_ISOLATION)
			.classifier(HttpAttempts.classifier());
		settings.accept(definition);
		this.pool = EndpointPool.create(definition.build(), time, events);
		events.subscribe(log);
	}

	/**
	 * Three failures isolate for a time that doubles from a first one; three trials
	 * restore.
	 * @param first the first isolation
	 * @param longest the longest one
	 */
	public static IsolationRules isolation(Duration first, Duration longest) {
		return SHORT_ISOLATION.withDuration(first, longest);
	}

	/**
	 * Starts three backends and a pool over them that takes turns.
	 */
	public static FaultScene start() {
		return start((definition) -> {
		});
	}

	/**
	 * Starts three backends and a pool over them.
	 * @param settings what the pool has otherwise; three trials must stay three
	 */
	public static FaultScene start(Consumer<PoolDefinition.Builder<URI>> settings) {
		HttpAttempts.warmUp();
		Leftovers leftovers = Leftovers.now();
		return new FaultScene(leftovers, BackendProcess.start(3), List.of(), settings);
	}

	/**
	 * Starts three backends and a pool over proxies to them, which share them.
	 * @param count how many proxies
	 * @param settings what the pool has otherwise; three trials must stay three
	 */
	public static FaultScene startBehindProxies(int count, Consumer<PoolDefinition.Builder<URI>> settings) {
		HttpAttempts.warmUp();
		Leftovers leftovers = Leftovers.now();
		List<BackendProcess> backends = BackendProcess.start(3);
		List<FaultProxy> proxies = IntStream.range(0, count)
			.mapToObj((i) -> FaultProxy.to(backends.get(i % 3).port()))
			.toList();
		return new FaultScene(leftovers, backends, proxies, settings);
	}

	public List<BackendProcess> backends() {
		return backends;
	}

	public BackendProcess backend(int index) {
		return backends.get(index);
	}

	public List<FaultProxy> proxies() {
		return proxies;
	}

	public FaultProxy proxy(int index) {
		return proxies.get(index);
	}

	public EndpointPool<URI> pool() {
		return pool;
	}

	public EventPublisher events() {
		return events;
	}

	public EndpointLog log() {
		return log;
	}

	/**
	 * Returns the id of the endpoint that a backend is.
	 */
	public String id(BackendProcess backend) {
		return Endpoint.of(backend.uri()).id();
	}

	/**
	 * Returns the endpoint that a backend is, as it is now.
	 */
	public EndpointSnapshot<URI> endpoint(BackendProcess backend) {
		return pool.endpoint(id(backend)).orElseThrow();
	}

	/**
	 * Returns the id of the endpoint that a proxy is.
	 */
	public String id(FaultProxy proxy) {
		return Endpoint.of(proxy.uri()).id();
	}

	/**
	 * Makes a call that may be repeated.
	 * @param id of the call
	 */
	public void call(String id) throws Exception {
		call(CallOptions.<URI>builder().build(), id);
	}

	/**
	 * Makes a call that must not be repeated.
	 * @param id of the call
	 */
	public void callOnce(String id) throws Exception {
		call(ONCE, id);
	}

	private void call(CallOptions<URI> options, String id) throws Exception {
		HttpResponse<String> response = call(options, (lease) -> HttpAttempts.send(lease, id));
		if (response.statusCode() != 200) {
			throw new IOException("Status " + response.statusCode());
		}
	}

	/**
	 * Makes a call in another way.
	 * @param attempt what to do with each lease
	 * @return what the last attempt returned
	 */
	public <R> R call(CallOptions<URI> options, Attempt<Lease<URI>, R, Exception> attempt) throws Exception {
		int[] tries = new int[1];
		return pool.callLeased(options, (lease) -> {
			attempts.increment();
			if (++tries[0] > 2) {
				attemptsBeyondFailover.increment();
			}
			return attempt.run(lease);
		});
	}

	/**
	 * Returns how many attempts have begun.
	 */
	public long attempts() {
		return attempts.sum();
	}

	/**
	 * Waits, under load, until an endpoint is up.
	 */
	public void awaitUp(BackendProcess backend) {
		await(backend + " up")
			.untilAsserted(() -> assertThat(endpoint(backend).status().health()).isEqualTo(HealthState.UP));
	}

	/**
	 * Waits, under load, until an endpoint is let back in, if only for a part of the
	 * load.
	 */
	public void awaitSelectable(BackendProcess backend) {
		await(backend + " selectable").until(() -> endpoint(backend).status().isSelectable());
	}

	/**
	 * Waits, under load, until all endpoints are up.
	 */
	public void awaitAllUp() {
		await("all up").untilAsserted(() -> assertThat(pool.endpoints())
			.allSatisfy((endpoint) -> assertThat(endpoint.status().health()).isEqualTo(HealthState.UP)));
	}

	/**
	 * Returns how often each request has been read, over all backends that live.
	 */
	public Map<String, Integer> requests() {
		Map<String, Integer> all = new HashMap<>();
		backends.stream()
			.filter(BackendProcess::isAlive)
			.forEach((backend) -> backend.requests().forEach((id, count) -> all.merge(id, count, Integer::sum)));
		return all;
	}

	/**
	 * Checks what must hold after each load: nothing is lost, leaked or repeated beyond
	 * the budget, and endpoints only went the ways that there are. Closes all to see what
	 * is left.
	 * @param result of a load that has been stopped, the only calls of this scene
	 */
	public void verify(LoadResult result) {
		verify(result, 0);
	}

	/**
	 * Checks what must hold after each load, but for connections that the HTTP client
	 * itself keeps.
	 * @param result of a load that has been stopped, the only calls of this scene
	 * @param keptByClient how many connections the client does not close
	 */
	public void verify(LoadResult result, int keptByClient) {
		try {
			verifyCalls(result);
			log.verify(pool.endpoints());
			close();
			leftovers.awaitNoneBut(keptByClient);
		}
		catch (AssertionError | ConditionTimeoutException ex) {
			throw new BrokenInvariantError(ex);
		}
	}

	private void verifyCalls(LoadResult result) {
		assertThat(result.samples()).as("calls that ended").hasSize((int) result.started());
		verifyCounts(result);
		assertThat(pool.openLeases()).isZero();
		assertThat(pool.endpoints()).allSatisfy((endpoint) -> assertThat(endpoint.counts().openLeases()).isZero());
		verifyBudget();
	}

	private void verifyCounts(LoadResult result) {
		CallCounts counts = pool.calls();
		assertThat(counts.started()).isEqualTo(result.started());
		assertThat(counts.succeeded()).isEqualTo(result.completed().size());
		assertThat(counts.failed()).isEqualTo(result.failed().size());
		assertThat(counts.attempts()).isEqualTo(attempts.sum());
	}

	/** 20 % of the calls and 10 a second, and the second's worth that it begins with. */
	private void verifyBudget() {
		double seconds = (System.nanoTime() - begin) / 1e9;
		assertThat((double) attemptsBeyondFailover.sum()).as("retries beyond the first failover of a call")
			.isLessThanOrEqualTo(0.2 * pool.calls().started() + 10 * seconds + 10);
	}

	@Override
	public void close() {
		pool.close();
		events.close();
		time.close();
		proxies.forEach(FaultProxy::close);
		backends.forEach(BackendProcess::close);
	}

}
