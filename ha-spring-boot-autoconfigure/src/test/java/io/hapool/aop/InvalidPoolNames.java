package io.hapool.aop;

import java.net.URI;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import org.jspecify.annotations.Nullable;

/**
 * Beans whose expressions cannot tell a pool, each for one reason.
 */
final class InvalidPoolNames {

	private InvalidPoolNames() {
	}

	static class NotClosed {

		@HighlyAvailable("billing-#{#region")
		public void find(String region) {
		}

	}

	static class BadSyntax {

		@HighlyAvailable("#{#region +}")
		public void find(String region) {
		}

	}

	static class UnknownVariable {

		@HighlyAvailable("billing-#{#regoin}")
		public void find(String region, int count, @Leased @Nullable URI endpoint) {
		}

	}

	static class NestedUnknownVariable {

		@HighlyAvailable("#{#names.?[#this == #region]}")
		public void find(String[] names) {
		}

	}

	static class NoParameters {

		@HighlyAvailable("#{#tenant}")
		public void find() {
		}

	}

	static class IndexTooHigh {

		@HighlyAvailable("#{#p1}")
		public void find(String tenant) {
		}

	}

	static class LeasedParameter {

		@HighlyAvailable("#{#endpoint.host}")
		public void find(String tenant, @Leased @Nullable URI endpoint) {
		}

	}

	static class OtherBeans {

		@HighlyAvailable("#{@tenants.pool(#tenant)}")
		public void find(String tenant) {
		}

	}

	static class Functions {

		@HighlyAvailable("#{#pool(#tenant)}")
		public void find(String tenant) {
		}

	}

}
