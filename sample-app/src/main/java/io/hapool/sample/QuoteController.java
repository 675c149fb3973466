package io.hapool.sample;

import java.util.concurrent.CompletableFuture;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves quotes to people.
 */
@RestController
class QuoteController {

	private final QuoteClient quotes;

	private final AsyncQuoteClient asyncQuotes;

	QuoteController(QuoteClient quotes, AsyncQuoteClient asyncQuotes) {
		this.quotes = quotes;
		this.asyncQuotes = asyncQuotes;
	}

	@GetMapping("/quote")
	Quote quote() {
		return quotes.quote(null);
	}

	@GetMapping("/quote/async")
	CompletableFuture<Quote> quoteAsync() {
		return asyncQuotes.quote(null);
	}

	@GetMapping("/quote/in-any-case")
	Quote quoteInAnyCase() {
		return quotes.quoteInAnyCase(null);
	}

}
