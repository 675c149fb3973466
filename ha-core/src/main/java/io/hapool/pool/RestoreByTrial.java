package io.hapool.pool;

/**
 * Restores nobody: the trials do.
 */
enum RestoreByTrial implements RestorePolicy<Object> {

	INSTANCE;

	@Override
	public boolean restores(EndpointView<Object> endpoint) {
		return false;
	}

}
