package io.hapool.observation;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.hapool.call.Attempt;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * One call. Its attempts follow each other, maybe on different threads. Whether an
 * attempt that returned has succeeded is known once it is judged, so it ends when the
 * next begins or the call is over; one that threw ends at once.
 */
final class ObservedCall {

	/** What runs on this thread, also where a call has put its caller's context. */
	private static final ThreadLocal<@Nullable Observation> RUNNING = new ThreadLocal<>();

	private final PoolObservations observations;

	private final HaCallContext context;

	private final Observation observation;

	private volatile @Nullable Latest latest;

	ObservedCall(PoolObservations observations, HaCallContext context, Observation observation) {
		this.observations = observations;
		this.context = context;
		this.observation = observation;
	}

	private record Latest(ObservedAttempt attempt, Lease<?> lease) {

		HaOutcome outcome() {
			return (lease.outcome() == Outcome.SUCCESS) ? HaOutcome.SUCCESS : HaOutcome.FAILURE;
		}

	}

	/** The attempt that has begun on the calling thread. */
	static Observation running() {
		Observation running = RUNNING.get();
		return (running != null) ? running : Observation.NOOP;
	}

	<T, R extends @Nullable Object, X extends Exception> R attempt(Lease<T> lease, Attempt<Lease<T>, R, X> body)
			throws X {
		return this.<T, R, X>inScope(begin(lease), lease, body);
	}

	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	<T, R extends @Nullable Object, S extends CompletionStage<R>, X extends Exception> S attemptAsync(Lease<T> lease,
			Attempt<Lease<T>, S, X> body) throws X {
		ObservedAttempt attempt = begin(lease);
		S stage = this.<T, S, X>inScope(attempt, lease, body);
		if (stage != null) {
			try {
				stage.whenComplete((value, failure) -> {
					if (failure != null) {
						attempt.failed(original(failure));
					}
				});
			}
			catch (RuntimeException ex) {
				attempt.failed(ex); // a stage that cannot be waited for
			}
		}
		return stage;
	}

	private <T, R extends @Nullable Object, X extends Exception> R inScope(ObservedAttempt attempt, Lease<T> lease,
			Attempt<Lease<T>, R, X> body) throws X {
		Observation outer = RUNNING.get();
		RUNNING.set(attempt.observation());
		Observation.Scope scope = attempt.observation().openScope();
		try {
			return body.run(lease);
		}
		catch (Throwable ex) {
			attempt.failed(ex);
			throw ex;
		}
		finally {
			scope.close();
			if (outer != null) {
				RUNNING.set(outer);
			}
			else {
				RUNNING.remove();
			}
		}
	}

	private ObservedAttempt begin(Lease<?> lease) {
		settle();
		ObservedAttempt attempt = observations.attempt(observation,
				new HaAttemptContext(context.getPool(), lease.alias()));
		latest = new Latest(attempt, lease);
		return attempt;
	}

	/** Ends the attempt that ran last, unless it has thrown. */
	private void settle() {
		Latest last = latest;
		if (last != null) {
			last.attempt().end(last.outcome());
		}
	}

	void returned() {
		settle();
		Latest last = latest;
		end((last != null) ? last.outcome() : HaOutcome.SUCCESS);
	}

	void threw(Throwable failure) {
		settle();
		observation.error(original(failure));
		end(HaOutcome.FAILURE);
	}

	private void end(HaOutcome outcome) {
		context.setOutcome(outcome);
		observation.stop();
	}

	/** Stages wrap what the stage before them threw. */
	private static Throwable original(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

}
