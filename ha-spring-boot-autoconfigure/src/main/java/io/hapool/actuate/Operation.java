package io.hapool.actuate;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.hapool.call.EndpointPool;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may do to an endpoint.
 */
enum Operation {

	ISOLATE {
		@Override
		void apply(EndpointPool<?> pool, String endpoint, OperatorRequest request) {
			pool.isolate(endpoint, request.signedReason());
		}
	},

	RESTORE {
		@Override
		void apply(EndpointPool<?> pool, String endpoint, OperatorRequest request) {
			pool.restore(endpoint, request.signedReason());
		}
	},

	DRAIN {
		@Override
		void apply(EndpointPool<?> pool, String endpoint, OperatorRequest request) {
			pool.drain(endpoint, request.signedReason());
		}
	},

	PIN {
		@Override
		void apply(EndpointPool<?> pool, String endpoint, OperatorRequest request) {
			pool.pin(endpoint, request.signedReason());
		}
	},

	UNPIN {
		@Override
		void apply(EndpointPool<?> pool, String endpoint, OperatorRequest request) {
			pool.unpin(endpoint, request.signedReason());
		}
	},

	WEIGHT {
		@Override
		void apply(EndpointPool<?> pool, String endpoint, OperatorRequest request) {
			pool.reweigh(endpoint, request.wantedWeight(), request.signedReason());
		}
	};

	/**
	 * Does it.
	 * @throws IllegalArgumentException if the pool has no such endpoint
	 */
	abstract void apply(EndpointPool<?> pool, String endpoint, OperatorRequest request);

	/** What was isolated by hand is let back in by a restore alone. */
	boolean worksInMaintenance() {
		return this == ISOLATE || this == RESTORE || this == WEIGHT;
	}

	/** As it is written in requests and events. */
	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static Operation named(@Nullable String word) {
		if (word == null) {
			throw new InvalidOperationException("action: none (expected: one of " + words() + ")");
		}
		return Arrays.stream(values())
			.filter((operation) -> operation.word().equals(word))
			.findFirst()
			.orElseThrow(() -> new InvalidOperationException(
					"action: \"" + OperatorText.brief(word) + "\" (expected: one of " + words() + ")"));
	}

	private static String words() {
		return Arrays.stream(values()).map(Operation::word).collect(Collectors.joining(", "));
	}

}
