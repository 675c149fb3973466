package io.hapool.observation.autoconfigure;

import io.hapool.observation.DefaultHaAttemptObservationConvention;
import io.hapool.observation.DefaultHaCallObservationConvention;
import io.hapool.observation.HaAttemptObservationConvention;
import io.hapool.observation.HaCallObservationConvention;
import io.hapool.observation.ObservedPoolPostProcessor;
import io.hapool.observation.PoolObservations;
import io.hapool.pool.autoconfigure.ConditionalOnPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link AutoConfiguration Auto-configuration} for the observations of calls. With meters
 * alone nobody would look at them, and each call would pay: so only where there is a
 * tracer, or {@code ha.observations.enabled} asks for them.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration" })
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnPools
@ConditionalOnProperty(name = "ha.observations.enabled", matchIfMissing = true)
@Conditional(OnTracerOrProperty.class)
public final class ObservationAutoConfiguration {

	@Bean
	static ObservedPoolPostProcessor haObservedPoolPostProcessor(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<HaCallObservationConvention> calls,
			ObjectProvider<HaAttemptObservationConvention> attempts) {
		return new ObservedPoolPostProcessor(
				SingletonSupplier.of(() -> new PoolObservations(registry.getIfAvailable(() -> ObservationRegistry.NOOP),
						calls.getIfAvailable(DefaultHaCallObservationConvention::new),
						attempts.getIfAvailable(DefaultHaAttemptObservationConvention::new))));
	}

}
