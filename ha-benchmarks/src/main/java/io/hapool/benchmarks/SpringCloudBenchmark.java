package io.hapool.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.DefaultRequestContext;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.cache.CaffeineBasedLoadBalancerCacheManager;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheProperties;
import org.springframework.cloud.loadbalancer.core.CachingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.ServiceInstanceListSuppliers;
import org.springframework.cloud.loadbalancer.support.SimpleObjectProvider;

/**
 * Spring Cloud LoadBalancer with the cache that it recommends, waited for as its blocking
 * client does, and a Resilience4j breaker for each of the eight instances.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SpringCloudBenchmark {

	private static final String SERVICE = "benchmark";

	private final Request<DefaultRequestContext> request = new DefaultRequest<>(new DefaultRequestContext());

	private final RoundRobinLoadBalancer balancer = new RoundRobinLoadBalancer(
			new SimpleObjectProvider<ServiceInstanceListSupplier>(
					new CachingServiceInstanceListSupplier(ServiceInstanceListSuppliers.from(SERVICE, instances()),
							new CaffeineBasedLoadBalancerCacheManager(new LoadBalancerCacheProperties()))),
			SERVICE);

	private final CircuitBreaker[] breakers = IntStream.range(0, Targets.COUNT)
		.mapToObj((index) -> CircuitBreaker.ofDefaults("benchmark-" + index))
		.toArray(CircuitBreaker[]::new);

	private static ServiceInstance[] instances() {
		return Targets.uris(Targets.COUNT)
			.stream()
			.map((uri) -> new DefaultServiceInstance(uri.toString(), SERVICE, uri.getHost(), uri.getPort(), false))
			.toArray(ServiceInstance[]::new);
	}

	/**
	 * Chooses an instance and calls through its breaker.
	 * @return the chosen instance
	 */
	@Benchmark
	public ServiceInstance loadBalancerAndBreaker() {
		Response<ServiceInstance> response = Mono.from(balancer.choose(request)).block();
		ServiceInstance instance = (response != null) ? response.getServer() : null;
		if (instance == null) {
			throw new IllegalStateException("No instance of " + SERVICE);
		}
		return breakers[instance.getPort() - Targets.FIRST_PORT].executeSupplier(() -> instance);
	}

}
