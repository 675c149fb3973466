package io.hapool.benchmarks;

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Ours, below a template.
 */
final class RoutedFailoverClient implements FailoverClient {

	private final RoutedRedis databases;

	private final StringRedisTemplate template;

	private RoutedFailoverClient(RoutedRedis databases) {
		this.databases = databases;
		this.template = new StringRedisTemplate(databases.connections());
	}

	static FailoverClient connect(RedisDriver driver, int east, int west) {
		return new RoutedFailoverClient(RoutedRedis.start(driver, east, west));
	}

	@Override
	public void set(String key, String value) {
		template.opsForValue().set(key, value);
	}

	@Override
	public void increment(String key) {
		template.opsForValue().increment(key);
	}

	@Override
	public void push(String key, String value) {
		template.opsForList().rightPush(key, value);
	}

	@Override
	public void close() {
		databases.close();
	}

}
