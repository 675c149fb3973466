package io.hapool.archbad.clock;

final class ThreadSleep {

	void bad() throws InterruptedException {
		Thread.sleep(1);
	}

}
