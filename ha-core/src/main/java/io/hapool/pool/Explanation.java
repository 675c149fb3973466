package io.hapool.pool;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Why leases go where they go, at one moment, for people to read.
 *
 * @param policy how the pool selects, such as {@code round-robin}
 * @param next the id of the endpoint that the next lease would go to; {@code null}: none
 * is selectable. Where chance or turns decide it is one of those that it may go to
 * @param candidates the ids of those that leases go to now, in the order of the pool
 * @param reasons by id, for each endpoint of the pool: why it is among the candidates, or
 * why not
 */
public record Explanation(String policy, @Nullable String next, List<String> candidates, Map<String, String> reasons) {
}
