package io.hapool.archbad.clock;

import java.time.Instant;

final class InstantNow {

	Object bad() {
		return Instant.now();
	}

}
