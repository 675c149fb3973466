/**
 * A quote service that survives the loss of its backends, with a page that shows how.
 * Start at {@link io.hapool.sample.QuoteClient}, which is all that a service of your own
 * needs; the rest makes traffic, breaks backends and draws the page.
 */
@NullMarked
package io.hapool.sample;

import org.jspecify.annotations.NullMarked;
