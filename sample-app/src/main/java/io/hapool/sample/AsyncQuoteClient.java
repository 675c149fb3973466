package io.hapool.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpServerErrorException;

/**
 * Fetches quotes while nobody waits. The client has no timeout for its answers: what
 * hangs is aborted when the attempt's time is up.
 */
@Component
public class AsyncQuoteClient {

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();

	private final JsonMapper json;

	AsyncQuoteClient(JsonMapper json) {
		this.json = json;
	}

	/**
	 * Fetches a quote. If that fails, now or later, the method runs again with another
	 * endpoint.
	 * @param lease {@code null}: filled in for each attempt
	 * @return a quote
	 */
	@HighlyAvailable("quotes")
	public CompletableFuture<Quote> quote(@Leased @Nullable Lease<URI> lease) {
		URI target = Objects.requireNonNull(lease, "lease: null (expected: that of the attempt)").target();
		CompletableFuture<HttpResponse<String>> response = http
			.sendAsync(HttpRequest.newBuilder(target.resolve("/quote")).build(), HttpResponse.BodyHandlers.ofString());
		// the future below is cancelled anyway, but a dependent one does not cancel what
		// it depends on
		lease.onAbort(() -> response.cancel(true));
		return response.thenApply(this::read);
	}

	private Quote read(HttpResponse<String> response) {
		if (response.statusCode() != 200) {
			throw new HttpServerErrorException(HttpStatusCode.valueOf(response.statusCode()));
		}
		return json.readValue(response.body(), Quote.class);
	}

}
