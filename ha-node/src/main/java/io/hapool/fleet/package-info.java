/**
 * Fleets: sources that also create and remove their instances. Nothing stands here yet.
 */
@NullMarked
package io.hapool.fleet;

import org.jspecify.annotations.NullMarked;
