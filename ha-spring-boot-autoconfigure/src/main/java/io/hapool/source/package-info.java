/**
 * Where endpoints come from on the Spring side: lists in files and on HTTP servers. Start
 * at {@link io.hapool.source.FileSource}.
 */
@NullMarked
package io.hapool.source;

import org.jspecify.annotations.NullMarked;
