package io.hapool.reactive;

import java.util.concurrent.CompletableFuture;

import io.hapool.context.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * What answers for a reactive call that has failed.
 */
public interface Recovery {

	/**
	 * Returns whether it answers.
	 * @param failure how the call ended
	 * @return whether it answers
	 */
	boolean fits(Throwable failure);

	/**
	 * Answers, on a thread that may block.
	 * @param failure how the call ended
	 * @param context what that thread is to carry
	 * @return completes with a value, a publisher, or {@code null} for nothing
	 */
	CompletableFuture<@Nullable Object> answer(Throwable failure, CallContext context);

}
