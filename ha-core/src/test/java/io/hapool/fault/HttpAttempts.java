package io.hapool.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Attempts over HTTP/1.1 with the JDK's client. All are POST, since the client itself
 * repeats GET on connections that have expired. One client serves all tests: it cannot be
 * closed on Java 17, and is warm when a test counts what it leaves behind.
 */
public final class HttpAttempts {

	private static final int THREADS = 4;

	private static final HttpClient CLIENT = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.executor(startedThreads())
		.build();

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final AtomicInteger ABANDONED = new AtomicInteger();

	private HttpAttempts() {
	}

	/**
	 * Opens what the client keeps: its threads and its selector.
	 */
	public static void warmUp() {
		try {
			CLIENT.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:1/")).build(),
					HttpResponse.BodyHandlers.discarding());
			throw new IllegalStateException("Something listens on port 1 (expected: nothing)");
		}
		catch (IOException expected) {
			// refused
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Sends a request to the leased endpoint. An abort of the lease closes its connection
	 * and ends it with an {@link IOException}, so that it cannot pass for a cancellation
	 * by the caller.
	 * @param id of the call
	 */
	public static HttpResponse<String> send(Lease<URI> lease, String id) throws IOException, InterruptedException {
		Duration remaining = lease.remaining();
		HttpRequest request = HttpRequest.newBuilder(lease.target())
			.timeout((remaining.compareTo(SHORTEST) > 0) ? remaining : SHORTEST)
			.header("X-Request-Id", id)
			.POST(HttpRequest.BodyPublishers.ofString("request " + id))
			.build();
		CompletableFuture<HttpResponse<String>> response = CLIENT.sendAsync(request,
				HttpResponse.BodyHandlers.ofString());
		try (Lease.Registration abort = lease.onAbort(() -> response.cancel(true))) {
			return response.get();
		}
		catch (CancellationException ex) {
			ABANDONED.incrementAndGet();
			throw new IOException("Aborted: " + lease.endpoint(), ex);
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
		catch (InterruptedException ex) {
			response.cancel(true);
			throw ex;
		}
	}

	/**
	 * Returns how many attempts were aborted or timed out while they connected, so far.
	 * The client may keep the connection of such a one, if it opens after all.
	 */
	public static int abandoned() {
		return ABANDONED.get();
	}

	private static IOException failure(Throwable cause) {
		if (cause instanceof HttpConnectTimeoutException) {
			ABANDONED.incrementAndGet();
		}
		return (cause instanceof IOException failure) ? failure : new IOException(cause);
	}

	/**
	 * Returns the classifier of responses: 503 was not executed, nobody can tell of other
	 * server errors.
	 */
	public static FailureClassifier classifier() {
		return new FailureClassifier() {

			@Override
			public @Nullable Outcome classify(Throwable failure) {
				return FailureClassifier.standard().classify(failure);
			}

			@Override
			public @Nullable Outcome classifyResult(@Nullable Object result) {
				if (!(result instanceof HttpResponse<?> response) || response.statusCode() < 500) {
					return null;
				}
				return (response.statusCode() == 503) ? Outcome.NOT_EXECUTED : Outcome.MAYBE_APPLIED;
			}

		};
	}

	private static ThreadPoolExecutor startedThreads() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "fault-test-http");
					thread.setDaemon(true);
					return thread;
				});
		executor.prestartAllCoreThreads();
		return executor;
	}

}
