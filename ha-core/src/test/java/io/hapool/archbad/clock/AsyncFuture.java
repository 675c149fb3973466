package io.hapool.archbad.clock;

import java.util.concurrent.CompletableFuture;

final class AsyncFuture {

	Object bad() {
		return CompletableFuture.supplyAsync(() -> "bad");
	}

}
