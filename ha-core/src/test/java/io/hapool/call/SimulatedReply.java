package io.hapool.call;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request.
 */
enum SimulatedReply {

	OK(true),

	/** The connection was refused. */
	REFUSED(false),

	/** Nobody answered the attempt to connect. */
	CONNECT_TIMEOUT(false),

	/** The request was read, and its connection broke. */
	RESET(true),

	/** An answer 500. */
	ERROR(true),

	/** An answer 503. */
	UNAVAILABLE(false),

	/** An answer 429 with Retry-After. */
	TOO_MANY(false),

	/** Nothing comes, for ever. */
	NOTHING(true);

	/** Of answers 429. */
	static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	/** What tells the engine of these replies. */
	static final FailureClassifier CLASSIFIER = new Classifier().orElse(FailureClassifier.standard());

	private final boolean executed;

	SimulatedReply(boolean executed) {
		this.executed = executed;
	}

	/** Whether the request has, or may have, had its effect. */
	boolean isExecuted() {
		return executed;
	}

	Exception failure() {
		return switch (this) {
			case REFUSED -> new Refused("Connection refused");
			case CONNECT_TIMEOUT -> new Refused("Connect timed out");
			case RESET -> new Broken("Connection reset");
			case ERROR, UNAVAILABLE, TOO_MANY -> new Status(this);
			case OK, NOTHING -> throw new IllegalStateException(this + " (expected: a failure)");
		};
	}

	/** What the caller sees whose request was aborted. */
	static Exception aborted() {
		return new Aborted();
	}

	private static final class Classifier implements FailureClassifier {

		@Override
		public @Nullable Outcome classify(Throwable failure) {
			if (!(failure instanceof Status status)) {
				return null;
			}
			return switch (status.reply) {
				case UNAVAILABLE -> Outcome.NOT_EXECUTED;
				case TOO_MANY -> Outcome.OVERLOADED;
				default -> null;
			};
		}

		@Override
		public @Nullable Duration retryAfter(Throwable failure) {
			return (failure instanceof Status status && status.reply == TOO_MANY) ? RETRY_AFTER : null;
		}

	}

	/** None of them has a stack: there are many, and it would tell nothing. */
	private static final class Refused extends ConnectException {

		private Refused(String message) {
			super(message);
		}

		@Override
		public Throwable fillInStackTrace() {
			return this;
		}

	}

	private static final class Broken extends IOException {

		private Broken(String message) {
			super(message);
		}

		@Override
		public Throwable fillInStackTrace() {
			return this;
		}

	}

	private static final class Aborted extends SocketTimeoutException {

		private Aborted() {
			super("Read timed out");
		}

		@Override
		public Throwable fillInStackTrace() {
			return this;
		}

	}

	private static final class Status extends IOException {

		private final SimulatedReply reply;

		private Status(SimulatedReply reply) {
			super("Status " + reply);
			this.reply = reply;
		}

		@Override
		public Throwable fillInStackTrace() {
			return this;
		}

	}

}
