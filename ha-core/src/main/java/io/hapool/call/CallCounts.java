package io.hapool.call;

/**
 * What has become of the calls of a pool so far.
 *
 * @param started calls that began
 * @param succeeded calls that returned
 * @param failed calls that ended with an exception, or with a returned value that counts
 * as a failure
 * @param attempts tries on a lease
 * @param failovers calls that were moved to another endpoint at least once
 */
public record CallCounts(long started, long succeeded, long failed, long attempts, long failovers) {
}
