package io.hapool.archbad.clock;

import java.util.concurrent.TimeUnit;

final class TimeUnitSleep {

	void bad() throws InterruptedException {
		TimeUnit.SECONDS.sleep(1);
	}

}
