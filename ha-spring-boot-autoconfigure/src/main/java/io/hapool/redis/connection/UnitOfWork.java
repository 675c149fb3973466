package io.hapool.redis.connection;

import java.util.function.Supplier;

import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.Repetition;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisPipelineException;

/**
 * What has been done so far of something that is to be done on one database as a whole:
 * whether it may be begun again, on another. The connections that are opened on its
 * thread meanwhile tell it.
 * <p>
 * For one thread.
 */
final class UnitOfWork {

	private static final ThreadLocal<@Nullable UnitOfWork> CURRENT = new ThreadLocal<>();

	/** What is in a pipeline may have been carried out as soon as it is there. */
	private @Nullable Repetition pipelined;

	/** What is done must not be done again. */
	private boolean settled;

	private @Nullable RuntimeException failure;

	private Repetition risk = Repetition.READ;

	/**
	 * How a step is carried out.
	 */
	enum Step {

		/** At once. */
		DIRECT,

		/** When the pipeline is closed at the latest. */
		PIPELINED,

		/** With the transaction, if that is executed. */
		QUEUED

	}

	static @Nullable UnitOfWork current() {
		return CURRENT.get();
	}

	/** Begins one on this thread. */
	static UnitOfWork begin() {
		UnitOfWork begun = new UnitOfWork();
		CURRENT.set(begun);
		return begun;
	}

	/** Ends it, whatever came of it. */
	static void end() {
		CURRENT.remove();
	}

	/**
	 * Takes a step.
	 * @param step how it is carried out
	 * @param repetition what happens if it is carried out twice
	 */
	<R extends @Nullable Object> R take(Step step, Repetition repetition, Supplier<R> work) {
		if (step == Step.PIPELINED) {
			pipelined = worse(pipelined, repetition);
		}
		try {
			R answer = work.get();
			settled |= step == Step.DIRECT && repetition != Repetition.READ;
			return answer;
		}
		catch (RuntimeException ex) {
			failed(ex, (step == Step.QUEUED) ? Repetition.READ : repetition);
			throw ex;
		}
	}

	/** Closes the pipeline: what is in it has been carried out if that succeeds. */
	<R extends @Nullable Object> R closePipeline(Supplier<R> work) {
		Repetition repetition = (pipelined != null) ? pipelined : Repetition.READ;
		R answer = take(Step.DIRECT, repetition, work);
		pipelined = null;
		return answer;
	}

	/** Executes a transaction. One that finds its keys changed changes nothing. */
	<R extends @Nullable Object> R execute(Supplier<R> work) {
		try {
			R results = work.get();
			settled |= results != null;
			return results;
		}
		catch (RuntimeException ex) {
			failed(ex, Repetition.HARMFUL);
			throw ex;
		}
	}

	private void failed(RuntimeException cause, Repetition repetition) {
		failure = cause;
		risk = repetition;
	}

	/**
	 * Returns whether it may be begun again.
	 * @param thrown why it has ended
	 */
	boolean mayBeginAgain(RuntimeException thrown, DatabaseRouter router) {
		RuntimeException why = failure;
		if (settled || why == null || !isCausedBy(thrown, why)) {
			return false;
		}
		if (why instanceof TransactionMovedException) {
			return true;
		}
		if (pipelined == null) {
			return router.mayRepeat(risk, why);
		}
		// what was not sent were the last ones of them
		return router.mayRepeat(pipelined,
				(why instanceof RedisPipelineException) ? why : new RedisPipelineException(why));
	}

	private static boolean isCausedBy(Throwable thrown, Throwable cause) {
		for (Throwable link = thrown; link != null; link = link.getCause()) {
			if (link == cause) {
				return true;
			}
		}
		return false;
	}

	private static Repetition worse(@Nullable Repetition one, Repetition other) {
		return (one == null || one.compareTo(other) < 0) ? other : one;
	}

}
