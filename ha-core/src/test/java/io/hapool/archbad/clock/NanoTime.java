package io.hapool.archbad.clock;

final class NanoTime {

	Object bad() {
		return System.nanoTime();
	}

}
