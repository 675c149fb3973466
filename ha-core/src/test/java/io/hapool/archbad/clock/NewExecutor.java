package io.hapool.archbad.clock;

import java.util.concurrent.Executors;

final class NewExecutor {

	Object bad() {
		return Executors.newCachedThreadPool();
	}

}
