package io.hapool.pool;

/**
 * What all checks of a pool have said, also of endpoints that are gone. Numbers that
 * never fall.
 *
 * @param up how many said UP
 * @param down how many said DOWN
 * @param unknown how many could not tell
 */
public record CheckCounts(long up, long down, long unknown) {
}
