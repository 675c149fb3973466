package io.hapool.aot;

import java.net.URI;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.call.EndpointPool;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Beans of an application that is processed ahead of time.
 */
final class ProcessedCalls {

	private ProcessedCalls() {
	}

	static class Billing {

		private final EndpointPool<URI> pool;

		Billing(@Qualifier("billing") EndpointPool<URI> pool) {
			this.pool = pool;
		}

		public EndpointPool<URI> pool() {
			return this.pool;
		}

		@HighlyAvailable("billing")
		public String find(String id, @Leased @Nullable URI endpoint) {
			if ("one".equals(endpoint.getHost())) {
				throw new IllegalStateException("down");
			}
			return id + " from " + endpoint;
		}

	}

	@HighlyAvailable(pool = "billing", fallbackMethod = "spare")
	static class AnnotatedClass {

		public String find(@Leased @Nullable URI endpoint) {
			return endpoint.toString();
		}

		public String fail(@Leased @Nullable URI endpoint) {
			throw new IllegalStateException("down");
		}

		private String spare(IllegalStateException failure) {
			return "spare, as it is " + failure.getMessage();
		}

	}

	public interface Declared {

		String find(String id, @Nullable URI endpoint);

	}

	static class Implementation implements Declared {

		@Override
		@HighlyAvailable("billing")
		public String find(String id, @Leased @Nullable URI endpoint) {
			return id + " from " + endpoint;
		}

	}

	static class Placeholders {

		@HighlyAvailable(pool = "${app.pool}", timeout = "${app.timeout}")
		public String find(@Leased @Nullable URI endpoint) {
			return endpoint.toString();
		}

	}

}
