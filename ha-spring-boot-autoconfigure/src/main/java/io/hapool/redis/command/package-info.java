/**
 * What is to be known of a Redis command before it is sent: whether it may be repeated,
 * and whether it waits, opens a cursor or ties its connection to one database. Start at
 * {@link io.hapool.redis.command.MethodCommands}, for the methods of Spring Data Redis,
 * or {@link io.hapool.redis.command.WireCommands}, for commands by name; both read the
 * reviewed {@link io.hapool.redis.command.CommandTable}.
 */
@NullMarked
package io.hapool.redis.command;

import org.jspecify.annotations.NullMarked;
