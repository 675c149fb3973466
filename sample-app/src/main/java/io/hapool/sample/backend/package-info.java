/**
 * The backends of the sample: real HTTP servers, each a process of its own that can be
 * killed, hung and brought back. Nothing here knows of pools. Start at
 * {@link io.hapool.sample.backend.Backends}.
 */
@NullMarked
package io.hapool.sample.backend;

import org.jspecify.annotations.NullMarked;
