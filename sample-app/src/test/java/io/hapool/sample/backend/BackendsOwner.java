package io.hapool.sample.backend;

import java.io.IOException;
import java.util.stream.Collectors;

/**
 * The program of a process that starts backends and is killed by a test.
 */
final class BackendsOwner {

	private BackendsOwner() {
	}

	public static void main(String[] args) throws IOException {
		Backends backends = Backends.start();
		System.out.println(backends.all()
			.stream()
			.map((backend) -> Long.toString(backend.pid()))
			.collect(Collectors.joining(" ")));
		System.in.read(); // never: nobody writes
	}

}
