package io.hapool.sample;

import java.net.URI;
import java.util.Objects;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Fetches quotes: one annotation, one parameter, and no word about failover.
 */
@Component
public class QuoteClient {

	private final RestClient http;

	private volatile Quote last = new Quote("Nothing has been said yet.", "nobody");

	QuoteClient(RestClient.Builder http) {
		this.http = http.build();
	}

	/**
	 * Fetches a quote from one of the endpoints of the pool {@code quotes}. If that
	 * fails, the method runs again with another endpoint.
	 * @param endpoint {@code null}: filled in for each attempt
	 * @return a quote
	 */
	@HighlyAvailable("quotes")
	public Quote quote(@Leased @Nullable URI endpoint) {
		return fetch(endpoint);
	}

	/**
	 * Fetches a quote, or repeats the last one when no endpoint gives any.
	 * @param endpoint {@code null}: filled in for each attempt
	 * @return a quote
	 */
	@HighlyAvailable(pool = "quotes", fallbackMethod = "remembered")
	public Quote quoteInAnyCase(@Leased @Nullable URI endpoint) {
		last = fetch(endpoint);
		return last;
	}

	/** Found by its name. A last parameter would get the exception. */
	Quote remembered() {
		return new Quote(last.text(), last.backend() + " (remembered)");
	}

	private Quote fetch(@Nullable URI endpoint) {
		URI target = Objects.requireNonNull(endpoint, "endpoint: null (expected: the one that was leased)");
		Quote quote = http.get().uri(target.resolve("/quote")).retrieve().body(Quote.class);
		return Objects.requireNonNull(quote, "An answer without a body");
	}

}
