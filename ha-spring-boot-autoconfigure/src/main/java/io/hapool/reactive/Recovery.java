package io.hapool.reactive;

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
	 * Answers.
	 * @param failure how the call ended
	 * @return a value, a publisher, or {@code null} for nothing
	 * @throws Exception if it fails as well
	 */
	@Nullable Object answer(Throwable failure) throws Exception;

}
