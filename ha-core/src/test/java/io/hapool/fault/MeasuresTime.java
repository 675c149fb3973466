package io.hapool.fault;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that hold the engine to times, shares or counts under a load of a fixed rate,
 * which only mean something where this process gets to run. One that fails while it did
 * not is reported as aborted, with how long it stood still and with its failure as the
 * cause; one that passes has passed. What {@link FaultScene#verify(LoadResult)} finds
 * fails at any rate.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StandstillExtension.class)
public @interface MeasuresTime {

}
