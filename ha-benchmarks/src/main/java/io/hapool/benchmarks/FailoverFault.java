package io.hapool.benchmarks;

import java.time.Duration;

/**
 * What befalls the selected database.
 */
enum FailoverFault {

	KILL("kill -9") {
		@Override
		void strike(FailoverScene scene) {
			scene.server().kill();
		}
	},

	STOP("SIGSTOP") {
		@Override
		void strike(FailoverScene scene) {
			scene.server().freeze();
		}
	},

	/** Connections are reset, new ones too. */
	RESET("cut: reset") {
		@Override
		void strike(FailoverScene scene) {
			scene.proxy().reset();
		}
	},

	/** Connections stay, and nothing comes through. */
	SILENCE("cut: silence") {
		@Override
		void strike(FailoverScene scene) {
			scene.proxy().silence();
		}
	},

	LOADING("killed, then LOADING") {
		@Override
		void prepare(FailoverScene scene) {
			scene.server().fill();
		}

		@Override
		void strike(FailoverScene scene) {
			scene.server().restartLoading(Duration.ofSeconds(2));
		}
	};

	private final String label;

	FailoverFault(String label) {
		this.label = label;
	}

	/**
	 * Does what takes its time, before there is load.
	 */
	void prepare(FailoverScene scene) {
		// most need nothing
	}

	abstract void strike(FailoverScene scene);

	boolean needsProxy() {
		return this == RESET || this == SILENCE;
	}

	@Override
	public String toString() {
		return label;
	}

}
