/**
 * Events and their publisher: what happened, told to those who asked, without harm to
 * those who work. Start at {@link io.hapool.event.EventPublisher}.
 */
@NullMarked
package io.hapool.event;

import org.jspecify.annotations.NullMarked;
