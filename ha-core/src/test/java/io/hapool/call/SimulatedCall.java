package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hapool.pool.Lease;
import io.hapool.pool.NoEndpointAvailableException;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A call that a simulation makes: drives the engine's {@link Call} through its attempts,
 * each of which takes simulated time.
 */
final class SimulatedCall {

	private final List<SimulatedEndpoint> tried = new ArrayList<>(2);

	private final Simulation simulation;

	private final Call<SimulatedEndpoint> call;

	private final long began;

	private long ended;

	private int executions;

	private @Nullable Outcome outcome;

	SimulatedCall(Simulation simulation, Call<SimulatedEndpoint> call) {
		this.simulation = simulation;
		this.call = call;
		this.began = simulation.time().nanos();
	}

	void start() {
		Lease<SimulatedEndpoint> lease;
		try {
			lease = call.first();
		}
		catch (NoEndpointAvailableException expected) {
			end();
			return;
		}
		attempt(lease);
	}

	void answered(SimulatedAttempt attempt, SimulatedReply reply) {
		if (reply == SimulatedReply.OK) {
			goOn(call.returned(attempt.lease(), reply));
		}
		else {
			goOn(call.threw(attempt.lease(), reply.failure()));
		}
	}

	void aborted(SimulatedAttempt attempt) {
		goOn(call.threw(attempt.lease(), SimulatedReply.aborted()));
	}

	void executed() {
		executions++;
	}

	Simulation simulation() {
		return simulation;
	}

	List<SimulatedEndpoint> tried() {
		return tried;
	}

	long began() {
		return began;
	}

	long ended() {
		return ended;
	}

	Duration age() {
		return simulation.age(began);
	}

	Duration length() {
		return Duration.ofNanos(ended - began);
	}

	int executions() {
		return executions;
	}

	boolean succeeded() {
		return outcome == Outcome.SUCCESS;
	}

	private void attempt(Lease<SimulatedEndpoint> lease) {
		tried.add(lease.target());
		if (tried.size() > 2) {
			simulation.verdict().retried();
		}
		new SimulatedAttempt(this, lease, simulation.time().nanos()).start();
	}

	private void goOn(Outcome latest) {
		outcome = latest;
		Lease<SimulatedEndpoint> lease = call.next(latest);
		if (lease != null) {
			attempt(lease);
			return;
		}
		long pause = call.pause();
		if (pause == Call.OVER) {
			finish();
		}
		else {
			simulation.time().schedule(this::again, Duration.ofNanos(pause));
		}
	}

	private void again() {
		Lease<SimulatedEndpoint> lease = call.again();
		if (lease != null) {
			attempt(lease);
		}
		else {
			finish();
		}
	}

	private void finish() {
		call.finished(outcome);
		end();
	}

	private void end() {
		ended = simulation.time().nanos();
		simulation.ended(this);
	}

	@Override
	public String toString() {
		return "call of " + age() + " that took " + length() + ", tried " + tried + " and ended " + outcome;
	}

}
