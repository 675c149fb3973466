package io.hapool.benchmarks;

/**
 * Who takes over when a database fails. All have the same command timeout, and as many
 * connections as they may want.
 */
enum FailoverContender {

	OURS_LETTUCE("ours, Lettuce") {
		@Override
		FailoverClient connect(int east, int west) {
			return RoutedFailoverClient.connect(RedisDriver.LETTUCE, east, west);
		}
	},

	OURS_JEDIS("ours, Jedis") {
		@Override
		FailoverClient connect(int east, int west) {
			return RoutedFailoverClient.connect(RedisDriver.JEDIS, east, west);
		}
	},

	JEDIS("Jedis, defaults") {
		@Override
		FailoverClient connect(int east, int west) {
			return JedisFailoverClient.connect(east, west);
		}
	},

	/** Two failures, retry on failover, fast failover, a short health check. */
	JEDIS_TUNED("Jedis, tuned") {
		@Override
		FailoverClient connect(int east, int west) {
			return JedisFailoverClient.connectTuned(east, west);
		}
	},

	LETTUCE("Lettuce, defaults") {
		@Override
		FailoverClient connect(int east, int west) {
			return LettuceFailoverClient.connect(east, west);
		}
	},

	/** Two failures, a short health check. */
	LETTUCE_TUNED("Lettuce, tuned") {
		@Override
		FailoverClient connect(int east, int west) {
			return LettuceFailoverClient.connectTuned(east, west);
		}
	};

	/** Of the peers' failure detectors where they are tuned. */
	static final int TUNED_FAILURES = 2;

	/** Of the peers' health checks where they are tuned: how often, how long, in ms. */
	static final int TUNED_CHECK = 250;

	private final String label;

	FailoverContender(String label) {
		this.label = label;
	}

	/**
	 * Connects to two servers, of which the first one is preferred.
	 */
	abstract FailoverClient connect(int east, int west);

	@Override
	public String toString() {
		return label;
	}

}
