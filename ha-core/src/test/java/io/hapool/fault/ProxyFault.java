package io.hapool.fault;

import java.io.IOException;
import java.time.Duration;

/**
 * What a {@link FaultProxy} does to the bytes that come by.
 */
public sealed interface ProxyFault {

	/**
	 * Passes on what one side has sent, or does not.
	 * @param flow the way to the other side
	 * @param bytes what was sent
	 * @param count how many of the bytes
	 */
	void pass(ProxyFlow flow, byte[] bytes, int count) throws IOException;

	/**
	 * All comes by as it is.
	 */
	record None() implements ProxyFault {

		@Override
		public void pass(ProxyFlow flow, byte[] bytes, int count) throws IOException {
			flow.write(bytes, 0, count);
		}

	}

	/**
	 * Answers come later.
	 *
	 * @param by how much
	 */
	record Delay(Duration by) implements ProxyFault {

		@Override
		public void pass(ProxyFlow flow, byte[] bytes, int count) throws IOException {
			if (flow.isAnswer()) {
				flow.pauseWhile(this, by);
			}
			flow.write(bytes, 0, count);
		}

	}

	/**
	 * Answers come bit by bit.
	 *
	 * @param bytes how many at a time
	 * @param every the time between them
	 */
	record Trickle(int bytes, Duration every) implements ProxyFault {

		@Override
		public void pass(ProxyFlow flow, byte[] sent, int count) throws IOException {
			int step = flow.isAnswer() ? bytes : count;
			for (int from = 0; from < count; from += step) {
				if (from > 0) {
					flow.pauseWhile(this, every);
				}
				flow.write(sent, from, Math.min(step, count - from));
			}
		}

	}

	/**
	 * Each byte, of requests too, is a segment of its own.
	 */
	record Split() implements ProxyFault {

		/** So short that it only keeps the kernel from joining two segments. */
		private static final Duration GAP = Duration.ofNanos(50_000);

		@Override
		public void pass(ProxyFlow flow, byte[] bytes, int count) throws IOException {
			for (int i = 0; i < count; i++) {
				flow.write(bytes, i, 1);
				flow.pauseWhile(this, GAP);
			}
		}

	}

	/**
	 * The connection breaks within an answer.
	 *
	 * @param after how many bytes of answers
	 * @param how the way in which it ends
	 */
	record Cut(int after, How how) implements ProxyFault {

		/**
		 * How a connection ends.
		 */
		public enum How {

			/** At once, for both sides. */
			RESET,

			/** No more comes from the server; the client may still send. */
			HALF_CLOSE

		}

		@Override
		public void pass(ProxyFlow flow, byte[] bytes, int count) throws IOException {
			if (!flow.isAnswer()) {
				flow.write(bytes, 0, count);
				return;
			}
			flow.write(bytes, 0, Math.min(count, after));
			if (count > after) {
				flow.end(how);
			}
		}

	}

	/**
	 * Connections are accepted, and nothing comes by as long as this lasts.
	 */
	record Silence() implements ProxyFault {

		private static final Duration LONG = Duration.ofHours(1);

		@Override
		public void pass(ProxyFlow flow, byte[] bytes, int count) throws IOException {
			flow.pauseWhile(this, LONG);
			flow.write(bytes, 0, count);
		}

	}

}
