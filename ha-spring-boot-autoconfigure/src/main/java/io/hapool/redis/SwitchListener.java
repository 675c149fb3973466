package io.hapool.redis;

import java.util.concurrent.CompletionStage;

/**
 * Who goes where commands go, and wants to be there when they come.
 */
public interface SwitchListener {

	/**
	 * Another database is about to be selected, though this one is well: by hand, or as
	 * it is to be selected again. Commands go where they went until all who listen are
	 * ready, for 250 ms at most.
	 * @param next which; something else may be selected after all
	 * @return completes when this is ready
	 */
	CompletionStage<?> prepare(Database next);

	/**
	 * Another database is selected. Called on a background thread.
	 */
	void switched();

}
