package io.hapool.aop.autoconfigure;

import io.hapool.aop.HighlyAvailableAdvisor;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How {@code @HighlyAvailable} works.
 *
 * @param order place of the advice in the chain; a lower number is further out. The
 * default is just outside transactions, and inside Resilience4j's retry and circuit
 * breaker
 */
@ConfigurationProperties("ha.annotation")
public record AnnotationProperties(@DefaultValue("" + HighlyAvailableAdvisor.DEFAULT_ORDER) int order) {
}
