package io.hapool.archbad.clock;

import java.util.Timer;

final class NewTimer {

	Object bad() {
		return new Timer("bad");
	}

}
