package io.hapool.archbad.clock;

import java.time.Clock;

final class SystemClock {

	Object bad() {
		return Clock.systemUTC();
	}

}
