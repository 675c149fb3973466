package io.hapool.aop.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How {@code @HighlyAvailable} works.
 *
 * @param order place of the advice in the chain; a lower number is further out. The
 * default is just outside transactions
 */
@ConfigurationProperties("ha.annotation")
public record AnnotationProperties(@DefaultValue("2147483547") int order) {
}
