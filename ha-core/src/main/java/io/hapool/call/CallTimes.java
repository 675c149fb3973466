package io.hapool.call;

import java.time.Duration;

/**
 * How long the calls of a pool have taken altogether. Right on average, not to the
 * microsecond: of attempts that succeed one in 16 or fewer is timed and stands for the
 * others; what comes before them, and all of a call that fails, is read off a clock of 10
 * ms.
 *
 * @param succeeded calls that returned
 * @param failed calls that ended otherwise
 */
public record CallTimes(Duration succeeded, Duration failed) {
}
