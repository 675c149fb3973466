package io.hapool.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

import io.hapool.health.HealthCheck.Verdict;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks of many targets. Blocking ones have a background thread each while they
 * run; TCP connections that do not open at once share one.
 * <p>
 * Thread-safe.
 */
public final class Poller {

	private final Time time;

	private final TcpConnector connector;

	private final Flights flights;

	/**
	 * Creates a poller that does nothing yet.
	 * @param time whose background threads check
	 */
	public Poller(Time time) {
		this.time = time;
		this.connector = new TcpConnector(time);
		this.flights = new Flights(time);
	}

	/**
	 * Creates a polling that rests.
	 * @param subject what to check, how often, and whom to tell
	 * @return the polling
	 */
	public Polling polling(Polling.Subject subject) {
		return new Polling(time, flights, subject);
	}

	/**
	 * Runs a check. Whatever the check does, this throws nothing and tells once what came
	 * of it; of a check that hangs it tells nothing until it ends.
	 * @param <T> the type of the target
	 * @param check the check
	 * @param target what to probe
	 * @param timeout how long the answer may take
	 * @param done whom to tell, on this thread or a background one
	 */
	public <T> void run(HealthCheck<T> check, T target, Duration timeout, Consumer<CheckResult> done) {
		long begun = time.nanos();
		if (check instanceof TcpConnect tcp && target instanceof URI uri) {
			connect(tcp, uri, timeout,
					(failure) -> done.accept(result((failure == null) ? Verdict.UP : Verdict.DOWN, failure, begun)));
		}
		else {
			done.accept(block(check, target, timeout, begun));
		}
	}

	private void connect(TcpConnect tcp, URI uri, Duration timeout, Consumer<@Nullable Exception> done) {
		InetSocketAddress address;
		try {
			address = tcp.address(uri);
		}
		catch (IOException | IllegalArgumentException ex) {
			done.accept(ex);
			return;
		}
		connector.connect(address, timeout, done);
	}

	private <T> CheckResult block(HealthCheck<T> check, T target, Duration timeout, long begun) {
		try {
			Verdict verdict = check.check(target, timeout);
			return (verdict != null) ? result(verdict, null, begun) : result(Verdict.DOWN,
					new CheckFailedException(check + " returned null (expected: UP, DOWN or UNKNOWN)"), begun);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return result(Verdict.UNKNOWN, ex, begun);
		}
		catch (CheckUnknownException | VirtualMachineError ex) { // no memory: that is
																	// here
			return result(Verdict.UNKNOWN, ex, begun);
		}
		catch (Throwable ex) {
			return result(Verdict.DOWN, ex, begun);
		}
	}

	private CheckResult result(Verdict verdict, @Nullable Throwable failure, long begun) {
		return new CheckResult(verdict, failure, Duration.ofNanos(time.nanos() - begun));
	}

}
