package io.hapool.fault;

import java.util.function.Consumer;

/**
 * Ways in which a backend no longer answers, though nothing tells its callers so.
 */
enum HangFault {

	/** Fault 3: it is stopped; the kernel still accepts connections for it. */
	STOPPED((backend) -> {
		backend.stop();
		return backend::resume;
	}),

	/** Fault 7: what is sent to it and from it is dropped. */
	BLACKHOLE((backend) -> PacketRules.dropAll(backend.port())::close),

	/** Fault 8: it reads requests, and its answers are dropped. */
	REPLIES_DROPPED((backend) -> PacketRules.dropReplies(backend.port())::close),

	/** Fault 11: it sends a byte of its answer a second. */
	TRICKLE((backend) -> {
		backend.mode(BackendMode.TRICKLE);
		return () -> backend.mode(BackendMode.OK);
	});

	private final Beginning beginning;

	HangFault(Beginning beginning) {
		this.beginning = beginning;
	}

	/**
	 * Lets a backend hang while something goes on.
	 */
	void during(BackendProcess backend, Consumer<BackendProcess> whatGoesOn) {
		try (End end = beginning.of(backend)) {
			whatGoesOn.accept(backend);
		}
	}

	/** Whether connections hang while they are opened. */
	boolean delaysConnects() {
		return this == BLACKHOLE || this == REPLIES_DROPPED;
	}

	private interface Beginning {

		End of(BackendProcess backend);

	}

	private interface End extends AutoCloseable {

		@Override
		void close();

	}

}
