/**
 * What HTTP clients say of an endpoint. Start at
 * {@link io.hapool.http.HttpFailureClassifier}.
 */
@NullMarked
package io.hapool.http;

import org.jspecify.annotations.NullMarked;
