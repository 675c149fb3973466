package io.hapool.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.sample.backend.Backends;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves to the page what it shows.
 */
@RestController
class StateController {

	private final EndpointPools pools;

	private final Traffic traffic;

	private final RecentEvents events;

	private final Backends backends;

	private final News news;

	StateController(EndpointPools pools, Traffic traffic, RecentEvents events, Backends backends, News news) {
		this.pools = pools;
		this.traffic = traffic;
		this.events = events;
		this.backends = backends;
		this.news = news;
	}

	@GetMapping("/state")
	SampleState state() {
		EndpointPool<?> pool = pools.get("quotes");
		TrafficSummary summary = traffic.summary();
		Map<String, String> reasons = pool.explain().reasons();
		List<SampleState.Row> rows = pool.endpoints()
			.stream()
			.map((endpoint) -> row(endpoint, summary.shares(), reasons))
			.toList();
		return new SampleState(Instant.now(), summary, pool.calls(), rows, news.summary(), events.list());
	}

	private SampleState.Row row(EndpointSnapshot<?> snapshot, Map<String, Double> shares, Map<String, String> reasons) {
		String id = snapshot.endpoint().id();
		String backend = backends.find(id).map((found) -> found.condition().effect()).orElse("unknown");
		EndpointSnapshot.Counts counts = snapshot.counts();
		return new SampleState.Row(id, snapshot.endpoint().target().toString(), backend,
				status(snapshot, reasons.getOrDefault(id, "")), counts.successes(), counts.failures(),
				counts.openLeases(), shares.getOrDefault(id, 0.0));
	}

	private static SampleState.Status status(EndpointSnapshot<?> snapshot, String selection) {
		Duration ends = snapshot.isolationEnds();
		return new SampleState.Status(snapshot.status().toString(), snapshot.history().since(),
				snapshot.history().reason(), (ends != null) ? ends.toMillis() / 1000.0 : null,
				snapshot.endpoint().weight(), selection);
	}

}
