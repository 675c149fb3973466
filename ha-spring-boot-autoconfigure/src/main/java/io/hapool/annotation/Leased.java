package io.hapool.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter that gets what was leased: the target of the endpoint, or the whole
 * {@code Lease} of it. Callers pass {@code null}; whatever they pass is replaced.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Leased {

}
