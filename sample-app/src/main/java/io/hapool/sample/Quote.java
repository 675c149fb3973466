package io.hapool.sample;

/**
 * A quote.
 *
 * @param text the words
 * @param backend the name of the backend that gave it
 */
public record Quote(String text, String backend) {
}
