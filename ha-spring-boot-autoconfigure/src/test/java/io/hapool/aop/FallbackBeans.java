package io.hapool.aop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.call.EndpointPools;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Beans with fallbacks that fit.
 */
final class FallbackBeans {

	private FallbackBeans() {
	}

	/** How the calls of the others end. */
	static class Script {

		@Nullable Throwable failure;

		@Nullable String failingHost;

		@Nullable Throwable answer;

		int answers;

	}

	static class Base {

		final Script script;

		Base(Script script) {
			this.script = script;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "baseOnly")
		public String inheritedWithPrivate(String id) throws Throwable {
			return fail(null);
		}

		private String baseOnly(String id) {
			return "private of the base class " + id;
		}

		protected String inherited(String id) {
			return "inherited " + id;
		}

		String fail(@Nullable URI endpoint) throws Throwable {
			if (this.script.failure != null
					&& (this.script.failingHost == null || endpoint.getHost().equals(this.script.failingHost))) {
				throw this.script.failure;
			}
			return "of " + endpoint;
		}

	}

	static class Service extends Base {

		private final EndpointPools pools;

		Service(EndpointPools pools, Script script) {
			super(script);
			this.pools = pools;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown", excludes = IllegalArgumentException.class)
		public String find(String id, @Leased @Nullable URI endpoint) throws Throwable {
			return id + " " + fail(endpoint);
		}

		private String lastKnown(String id, Exception failure) {
			this.script.answers++;
			return "last known " + id + ", " + failure.getMessage() + ", " + leased() + " leased";
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		public String lease(String id, @Leased @Nullable Lease<URI> lease) throws Throwable {
			return fail(lease.target());
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "otherwise")
		public String specific(String id, @Leased @Nullable URI endpoint) throws Throwable {
			return fail(endpoint);
		}

		private String otherwise(String id) {
			return "any of " + id;
		}

		private String otherwise(String id, IOException failure) {
			return "io of " + id;
		}

		private String otherwise(String id, @Nullable URI endpoint, FileNotFoundException failure) {
			return "file of " + id;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "onlyIo")
		public String forIo(String id) throws Throwable {
			return fail(null);
		}

		private String onlyIo(String id, IOException failure) {
			return "io";
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "withLeased")
		public String leasedInTheMiddle(String id, @Leased @Nullable URI endpoint, int number) throws Throwable {
			return fail(endpoint);
		}

		private String withLeased(String id, @Leased @Nullable URI endpoint, int number) {
			return id + " " + endpoint + " " + number;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "fixedFor")
		public String withStatic(String id) throws Throwable {
			return fail(null);
		}

		static String fixedFor(String id) {
			return "static " + id;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "inherited")
		public String withInherited(String id) throws Throwable {
			return fail(null);
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "overloaded")
		public String overloaded(String id) throws Throwable {
			return fail(null);
		}

		private String overloaded(String id, Exception failure) {
			return "overload " + id + " " + failure.getMessage();
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "remember")
		public void nothing() throws Throwable {
			fail(null);
		}

		private void remember() {
			this.script.answers++;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "${app.fallback}")
		public String configured() throws Throwable {
			return fail(null);
		}

		private String fixed() {
			return "fixed";
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "${app.other-fallback:}")
		public String notConfigured() throws Throwable {
			return fail(null);
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "thrower")
		public String throwing(String id) throws Throwable {
			return fail(null);
		}

		private String thrower(String id) throws Throwable {
			throw this.script.answer;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "everything")
		public String forEverything(String id) throws Throwable {
			return fail(null);
		}

		private String everything(String id, Throwable failure) {
			return failure.getMessage() + ", " + leased() + " leased";
		}

		@HighlyAvailable(pool = "billing", attemptTimeout = "50ms", fallbackMethod = "classOf")
		public String hanging(String id, @Leased @Nullable Lease<URI> lease) {
			CompletableFuture<String> answer = new CompletableFuture<>();
			try (Lease.Registration registration = lease.onAbort(() -> answer.cancel(true))) {
				return answer.join();
			}
		}

		private String classOf(String id, Exception failure) {
			return "last known " + id + ", " + failure.getClass().getSimpleName();
		}

		private int leased() {
			return this.pools.get("billing").openLeases();
		}

	}

}
