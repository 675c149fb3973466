package io.hapool.call;

import java.time.Duration;
import java.util.List;

import io.hapool.pool.AttemptInterruptedException;
import io.hapool.pool.CauseChain;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link Call} on the thread of its caller, who waits.
 */
final class BlockingCall<T, R extends @Nullable Object> {

	private final Call<T> call;

	private final Time time;

	BlockingCall(Call<T> call, Time time) {
		this.call = call;
		this.time = time;
	}

	<X extends Exception> R run(Attempt<Lease<T>, R, X> body) throws X {
		return this.<X>goOn(body, first(body));
	}

	/** The first attempt returned: it was made before this call was. */
	<X extends Exception> R returned(Attempt<Lease<T>, R, X> body, Lease<T> lease, R result) throws X {
		call.goOnFrom(lease);
		return this.<X>goOn(body, new Ending.Returned<>(result, call.returned(lease, result)));
	}

	/** The first attempt threw: it was made before this call was. */
	<X extends Exception> R threw(Attempt<Lease<T>, R, X> body, Lease<T> lease, Throwable failure) throws X {
		call.goOnFrom(lease);
		return this.<X>goOn(body, judge(lease, failure));
	}

	private <X extends Exception> R goOn(Attempt<Lease<T>, R, X> body, Ending<R> first) throws X {
		Ending<R> ending = first;
		Ending<R> latest = ending;
		while (latest != null) {
			ending = latest;
			latest = next(body, ending.outcome());
		}
		call.finished(ending.outcome());
		List<Throwable> failures = call.failures();
		return ending.<X>deliver(failures);
	}

	private Ending<R> first(Attempt<Lease<T>, R, ?> body) {
		try (Lease<T> lease = call.first()) {
			return attempt(body, lease);
		}
	}

	private @Nullable Ending<R> next(Attempt<Lease<T>, R, ?> body, Outcome outcome) {
		try (Lease<T> lease = call.next(outcome)) {
			if (lease != null) {
				return attempt(body, lease);
			}
		}
		if (!pause()) {
			return null;
		}
		try (Lease<T> lease = call.again()) {
			return (lease != null) ? attempt(body, lease) : null;
		}
	}

	private boolean pause() {
		long nanos = call.pause();
		if (nanos == Call.OVER) {
			return false;
		}
		try {
			time.sleep(Duration.ofNanos(nanos));
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private Ending<R> attempt(Attempt<Lease<T>, R, ?> body, Lease<T> lease) {
		try {
			R result = body.run(lease);
			return new Ending.Returned<>(result, call.returned(lease, result));
		}
		catch (Throwable ex) {
			return judge(lease, ex);
		}
	}

	private Ending<R> judge(Lease<T> lease, Throwable failure) {
		if (failure instanceof Exception exception) {
			Outcome outcome = call.threw(lease, exception);
			if (tellsOfInterrupt(exception)) {
				Thread.currentThread().interrupt();
			}
			return new Ending.Threw<>(exception, outcome);
		}
		call.broke(lease, failure);
		throw BlockingCall.<RuntimeException>unchecked(failure);
	}

	/**
	 * An error, or what languages without checked exceptions throw: passed on as it is.
	 */
	@SuppressWarnings("unchecked") // the cast is to a type that is not looked at
	private static <E extends Throwable> E unchecked(Throwable failure) throws E {
		throw (E) failure;
	}

	/** Whether it says that somebody interrupted the thread, and not a pool. */
	static boolean tellsOfInterrupt(Throwable failure) {
		Throwable found = CauseChain.firstKnown(failure,
				(link) -> AttemptInterruptedException.explains(link) || link instanceof InterruptedException ? link
						: null);
		return found != null && !AttemptInterruptedException.explains(found);
	}

}
