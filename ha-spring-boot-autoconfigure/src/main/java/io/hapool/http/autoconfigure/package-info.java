/**
 * Switches the parts for HTTP on.
 */
@NullMarked
package io.hapool.http.autoconfigure;

import org.jspecify.annotations.NullMarked;
