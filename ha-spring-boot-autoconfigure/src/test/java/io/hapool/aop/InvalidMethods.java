package io.hapool.aop;

import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.URI;
import java.net.URL;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Beans that cannot be made highly available, each for one reason.
 */
final class InvalidMethods {

	private InvalidMethods() {
	}

	/** As the validation API has it, which need not be there. */
	@Retention(RetentionPolicy.RUNTIME)
	@interface NotNull {

	}

	static class UnknownPool {

		@HighlyAvailable("biling")
		public void find() {
		}

	}

	static class BlankPool {

		@HighlyAvailable(" ")
		public void find() {
		}

	}

	static class NoPool {

		@HighlyAvailable
		public void find() {
		}

	}

	static class BadTimeout {

		@HighlyAvailable(pool = "billing", timeout = "soon")
		public void find() {
		}

	}

	static class ZeroAttemptTimeout {

		@HighlyAvailable(pool = "billing", attemptTimeout = "0s")
		public void find() {
		}

	}

	static class PrivateMethod {

		@HighlyAvailable("billing")
		private void find() {
		}

	}

	static class StaticMethod {

		@HighlyAvailable("billing")
		public static void find() {
		}

	}

	static class FinalMethod {

		@HighlyAvailable("billing")
		public final void find() {
		}

	}

	static final class FinalClass {

		@HighlyAvailable("billing")
		public void find() {
		}

	}

	static class PrimitiveLeased {

		@HighlyAvailable("billing")
		public void find(@Leased int port) {
		}

	}

	static class NotNullLeased {

		@HighlyAvailable("billing")
		public void find(@Leased @NotNull URI endpoint) {
		}

	}

	static class TwoLeased {

		@HighlyAvailable("billing")
		public void find(@Leased @Nullable URI endpoint, @Leased @Nullable Lease<URI> lease) {
		}

	}

	static class LeasedAlone {

		public void find(@Leased @Nullable URI endpoint) {
		}

	}

	static class WrongTarget {

		@HighlyAvailable("billing")
		public void find(String id, @Leased @Nullable URL endpoint) {
		}

	}

	static class WrongLease {

		@HighlyAvailable("billing")
		public void find(@Leased @Nullable Lease<String> lease) {
		}

	}

	static class OwnFuture extends CompletableFuture<String> {

	}

	static class ReturnsFutureOfItsOwn {

		@HighlyAvailable("billing")
		public OwnFuture find() {
			return new OwnFuture();
		}

	}

	static class ReturnsPublisher {

		@HighlyAvailable("billing")
		public Publisher<String> find() {
			return Mono.just("");
		}

	}

	static class ReturnsFuture {

		@HighlyAvailable("billing")
		public Future<String> find() {
			return CompletableFuture.completedFuture("");
		}

	}

	static class ReturnsStream {

		@HighlyAvailable("billing")
		public Stream<String> find() {
			return Stream.empty();
		}

	}

	static class ReturnsIntStream {

		@HighlyAvailable("billing")
		public IntStream find() {
			return IntStream.empty();
		}

	}

	static class ReturnsInputStream {

		@HighlyAvailable("billing")
		public InputStream find() {
			return InputStream.nullInputStream();
		}

	}

}
