package io.hapool.kubernetes;

import java.time.Duration;
import java.util.List;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.hapool.call.EndpointPool;
import io.hapool.call.PoolDefinition;
import io.hapool.event.EventPublisher;
import io.hapool.pool.Endpoint;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Ratio;
import io.hapool.pool.Outcome;
import io.hapool.time.Time;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The recipe of the README: several API servers of one Kubernetes cluster as one pool.
 */
@Configuration(proxyBeanMethods = false)
class KubernetesPoolConfiguration {

	@Bean(destroyMethod = "close")
	KubernetesClient apiServer1(@Value("${kubernetes.api-servers[0]}") String url) {
		return client(url);
	}

	@Bean(destroyMethod = "close")
	KubernetesClient apiServer2(@Value("${kubernetes.api-servers[1]}") String url) {
		return client(url);
	}

	@Bean
	EndpointPool<KubernetesClient> kubernetesEndpointPool(KubernetesClient apiServer1, KubernetesClient apiServer2,
			Time time, EventPublisher events) {
		return EndpointPool.create(definition(apiServer1, apiServer2), time, events);
	}

	static PoolDefinition<KubernetesClient> definition(KubernetesClient first, KubernetesClient second) {
		return PoolDefinition.<KubernetesClient>builder("kubernetes")
			.endpoints(List.of(Endpoint.of("api-1", first), Endpoint.of("api-2", second)))
			.isolationRules(IsolationRules.DEFAULT.withConsecutiveFailures(1).withDuration(Duration.ofSeconds(20), Duration.ofMinutes(5)).withTrialLeases(1).withMaxIsolated(new Ratio(1)).withRampUp(null))
			.timeout(Duration.ofSeconds(30))
			.classifier(answers().orElse(FailureClassifier.standard()))
			.build();
	}

	/**
	 * What an API server's answer says of it; what has no status is left to the JDK's.
	 */
	static FailureClassifier answers() {
		return (failure) -> {
			int status = (failure instanceof KubernetesClientException answer) ? answer.getCode() : 0;
			return switch (status) {
				case -1, 0 -> null;
				case 429 -> Outcome.OVERLOADED;
				case 503 -> Outcome.NOT_EXECUTED;
				default -> (status >= 500) ? Outcome.MAYBE_APPLIED : Outcome.CALLER_ERROR;
			};
		};
	}

	/** Without retries of its own: the pool moves on to another API server at once. */
	static KubernetesClient client(String url) {
		Config config = new ConfigBuilder(Config.empty()).withMasterUrl(url)
			.withConnectionTimeout(2000)
			.withRequestTimeout(10000)
			.withRequestRetryBackoffLimit(0)
			.build();
		return new KubernetesClientBuilder().withConfig(config).build();
	}

}
