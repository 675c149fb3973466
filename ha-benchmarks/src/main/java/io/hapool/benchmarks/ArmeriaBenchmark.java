package io.hapool.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.circuitbreaker.CircuitBreaker;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Armeria: its round robin over eight static endpoints and a circuit breaker for each.
 * The breaker is found by index, which is cheaper than Armeria's own map by host.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ArmeriaBenchmark {

	private final ClientRequestContext context = ClientRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"));

	private final EndpointGroup group = EndpointGroup.of(EndpointSelectionStrategy.roundRobin(), endpoints());

	private final CircuitBreaker[] breakers = IntStream.range(0, Targets.COUNT)
		.mapToObj((index) -> CircuitBreaker.of("benchmark-" + index))
		.toArray(CircuitBreaker[]::new);

	private static List<Endpoint> endpoints() {
		return Targets.uris(Targets.COUNT).stream().map((uri) -> Endpoint.of(uri.getHost(), uri.getPort())).toList();
	}

	/**
	 * Selects, asks the breaker, reports success.
	 * @return the selected endpoint
	 */
	@Benchmark
	public Endpoint roundRobinAndBreaker() {
		Endpoint endpoint = group.selectNow(context);
		if (endpoint == null) {
			throw new IllegalStateException("No endpoint of " + group);
		}
		CircuitBreaker breaker = breakers[endpoint.port() - Targets.FIRST_PORT];
		if (!breaker.tryRequest()) {
			throw new IllegalStateException("Open: " + breaker);
		}
		breaker.onSuccess();
		return endpoint;
	}

}
