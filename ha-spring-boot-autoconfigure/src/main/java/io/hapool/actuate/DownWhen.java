package io.hapool.actuate;

/**
 * When a pool counts as down in the health of the application.
 */
public enum DownWhen {

	/** Never. */
	NEVER {
		@Override
		boolean isDown(int available, int all) {
			return false;
		}
	},

	/** When half of its endpoints or more are not available. */
	MAJORITY_UNAVAILABLE {
		@Override
		boolean isDown(int available, int all) {
			return 2 * available <= all;
		}
	},

	/** When none of its endpoints is available. */
	ALL {
		@Override
		boolean isDown(int available, int all) {
			return available == 0;
		}
	};

	abstract boolean isDown(int available, int all);

}
