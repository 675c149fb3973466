package io.hapool.aop;

/**
 * When and how a method says what came of it.
 */
enum ReturnStyle {

	/** When it returns. */
	PLAIN,

	/** When the {@code CompletionStage} that it returns completes. */
	STAGE,

	/**
	 * When the {@code Mono} that it returns ends. Suspending functions, too: advice sees
	 * them so.
	 */
	MONO,

	/** When the {@code Flux} that it returns gives its first element, or ends. */
	FLUX

}
