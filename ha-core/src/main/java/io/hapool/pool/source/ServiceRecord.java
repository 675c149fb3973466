package io.hapool.pool.source;

/**
 * One SRV record (RFC 2782).
 */
record ServiceRecord(int priority, int weight, int port, String host) {

	/** "A very small chance of being selected", beside records that have a weight. */
	private static final double WITHOUT_WEIGHT = 0.01;

	static ServiceRecord parse(String text) {
		String[] fields = text.trim().split("\\s+");
		if (fields.length != 4) {
			throw new IllegalArgumentException("SRV record: \"" + text + "\" (expected: priority weight port host)");
		}
		String host = fields[3];
		return new ServiceRecord(Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), Integer.parseInt(fields[2]),
				host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
	}

	/** The root as the host says that there is no such service. */
	boolean isOffered() {
		return !host.isEmpty();
	}

	double share() {
		return (weight > 0) ? weight : WITHOUT_WEIGHT;
	}

}
