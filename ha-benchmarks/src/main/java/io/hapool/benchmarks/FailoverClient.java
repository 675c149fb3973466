package io.hapool.benchmarks;

/**
 * A client of two databases, as an application sees it. Thread-safe.
 */
interface FailoverClient extends AutoCloseable {

	void set(String key, String value);

	void increment(String key);

	void push(String key, String value);

	@Override
	void close();

}
