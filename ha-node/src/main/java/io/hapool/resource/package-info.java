/**
 * Resources that a node starts, stops, promotes and demotes by role. Nothing stands here
 * yet.
 */
@NullMarked
package io.hapool.resource;

import org.jspecify.annotations.NullMarked;
