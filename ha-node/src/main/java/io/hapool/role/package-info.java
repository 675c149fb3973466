/**
 * Roles: claims held by at most one node. Nothing stands here yet.
 */
@NullMarked
package io.hapool.role;

import org.jspecify.annotations.NullMarked;
