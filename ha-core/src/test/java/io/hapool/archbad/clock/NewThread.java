package io.hapool.archbad.clock;

final class NewThread {

	Object bad() {
		return new Thread("bad");
	}

}
