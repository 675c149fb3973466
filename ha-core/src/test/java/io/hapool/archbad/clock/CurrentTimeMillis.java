package io.hapool.archbad.clock;

final class CurrentTimeMillis {

	Object bad() {
		return System.currentTimeMillis();
	}

}
