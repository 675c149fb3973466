package io.hapool.redis;

import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.hapool.call.AttemptTimeoutException;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.event.EventPublisher;
import io.hapool.event.HaEvent;
import io.hapool.event.Subscription;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Lease;
import io.hapool.pool.NoEndpointAvailableException;
import io.hapool.pool.Outcome;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Makes each command a call of the pool of databases.
 */
final class PoolRouter implements DatabaseRouter {

	private static final CallOptions<Database> REPEATABLE = CallOptions.<Database>builder().idempotent(true).build();

	private static final CallOptions<Database> ONCE = CallOptions.<Database>builder().idempotent(false).build();

	private final EndpointPool<Database> pool;

	private final SelectedDatabase selection;

	private final FailureClassifier classifier;

	private final DatabaseRules rules;

	private final Outage outage;

	private final FailureDetectors detectors;

	private final EventPublisher events;

	private final Time time;

	PoolRouter(EndpointPool<Database> pool, SelectedDatabase selection, FailureClassifier classifier,
			DatabaseRules rules, Reports reports) {
		this.pool = pool;
		this.selection = selection;
		this.classifier = classifier;
		this.rules = rules;
		this.outage = reports.outage();
		this.detectors = reports.detectors();
		this.events = reports.events();
		this.time = reports.time();
	}

	/**
	 * Whom to ask when things go wrong, and whom for threads.
	 */
	record Reports(Outage outage, FailureDetectors detectors, EventPublisher events, Time time) {
	}

	@Override
	public <R extends @Nullable Object> R run(Repetition repetition, DatabaseCommand<R> command) {
		try {
			return pool.call(options(repetition), (database) -> attempt(database, command));
		}
		catch (RuntimeException ex) {
			throw translated(ex);
		}
	}

	private <R extends @Nullable Object> R attempt(Database database, DatabaseCommand<R> command) {
		try {
			return command.on(database);
		}
		catch (RuntimeException ex) {
			examine(database, ex);
			throw (classifier.classify(ex) == Outcome.EXEMPT) ? withoutConnection(database, ex) : ex;
		}
	}

	/**
	 * All connections of the pool are in use: by as many as may use them, or by those
	 * whom the database has stopped answering.
	 */
	private RuntimeException withoutConnection(Database database, RuntimeException failure) {
		look(database, failure);
		boolean lives = pool.views()
			.stream()
			.anyMatch((view) -> view.endpoint().target() == database && SelectedDatabase.isUsable(view));
		return lives ? failure
				: new RedisConnectionFailureException("No connection to database " + database + ", which is isolated",
						new ConnectException(String.valueOf(failure.getMessage())));
	}

	private static Throwable original(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

	private void examine(Database database, Throwable failure) {
		if (detectors.isBroken(database, failure)) {
			pool.isolateWhere((view) -> view.endpoint().target() == database);
		}
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	public <R extends @Nullable Object> CompletableFuture<R> runLater(Repetition repetition,
			DatabaseCommand<? extends CompletionStage<R>> command) {
		CompletableFuture<R> answer = pool.callAsync(options(repetition), (database) -> {
			CompletionStage<R> stage = attempt(database, command);
			if (!detectors.isEmpty()) {
				examineLater(database, stage);
			}
			return stage;
		});
		return (answer.isDone() && !answer.isCompletedExceptionally()) ? answer : translated(answer);
	}

	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	private void examineLater(Database database, CompletionStage<?> answer) {
		answer.whenComplete((value, failure) -> {
			if (failure != null) {
				examine(database, original(failure));
			}
		});
	}

	@SuppressWarnings("FutureReturnValueIgnored") // for their effects
	private <R extends @Nullable Object> CompletableFuture<R> translated(CompletableFuture<R> answer) {
		CompletableFuture<R> translated = new CompletableFuture<>();
		answer.whenComplete((value, failure) -> {
			if (failure == null) {
				translated.complete(value);
			}
			else {
				translated.completeExceptionally(ofLater(failure));
			}
		});
		translated.whenComplete((value, failure) -> {
			if (translated.isCancelled()) {
				answer.cancel(false);
			}
		});
		return translated;
	}

	/** As those of commands that are waited for. */
	private Throwable ofLater(Throwable failure) {
		if (failure instanceof AttemptTimeoutException) {
			return new QueryTimeoutException("The database was isolated before it answered", failure);
		}
		return (failure instanceof RuntimeException ex) ? translated(ex) : failure;
	}

	/** What was never sent, as nobody is there, says so whichever database was tried. */
	private RuntimeException translated(RuntimeException failure) {
		boolean nobody = failure instanceof NoEndpointAvailableException
				|| (outage.isOn() && classifier.classify(failure) == Outcome.NOT_SENT);
		return nobody ? outage.unavailable(failure) : failure;
	}

	@Override
	public <R extends @Nullable Object> R runWaiting(Repetition repetition, DatabaseCommand<R> command) {
		int left = pool.endpoints().size();
		Set<Database> doubted = new HashSet<>();
		while (true) {
			Database database = selectedBut(doubted);
			database.arrived();
			try {
				return attempt(database, command);
			}
			catch (RuntimeException ex) {
				Outcome outcome = outcome(ex);
				if (isOfADatabase(outcome) && !look(database, ex)) {
					doubted.add(database);
				}
				left--;
				if (left < 0 || !outcome.movesOn(rules.retryUnknown().allows(repetition))) {
					throw ex;
				}
			}
			finally {
				database.departed();
			}
		}
	}

	/**
	 * The selected one may be dead and not isolated: this process has just stood still.
	 */
	private Database selectedBut(Set<Database> doubted) {
		Database selected = selected();
		return doubted.contains(selected)
				? SelectedDatabase.best(pool.views(), (other) -> !doubted.contains(other.endpoint().target()))
					.map((other) -> other.endpoint().target())
					.orElse(selected)
				: selected;
	}

	@Override
	public <R extends @Nullable Object> R runOn(Database database, DatabaseCommand<R> command) {
		try (Lease<Database> lease = leaseOn(database)) {
			try {
				R answer = attempt(database, command);
				if (lease != null) {
					lease.succeed();
				}
				return answer;
			}
			catch (RuntimeException ex) {
				if (lease != null) {
					lease.fail(ex);
				}
				judge(database, ex);
				throw ex;
			}
		}
	}

	/** None if it is isolated, or gone: what is pinned there goes on as it can. */
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	private @Nullable Lease<Database> leaseOn(Database database) {
		try {
			Lease<Database> lease = pool.leaseOn(database.name());
			if (lease != null && lease.target() != database) {
				lease.end(Outcome.EXEMPT, null);
				return null;
			}
			return lease;
		}
		catch (IllegalArgumentException ex) {
			return null; // removed
		}
	}

	private void judge(Database database, RuntimeException failure) {
		if (isOfADatabase(outcome(failure))) {
			look(database, failure);
		}
	}

	private Outcome outcome(RuntimeException failure) {
		Outcome known = classifier.classify(failure);
		return (known != null) ? known : Outcome.MAYBE_APPLIED;
	}

	private static boolean isOfADatabase(Outcome outcome) {
		return outcome.booking() == Outcome.Booking.FAILURE;
	}

	@Override
	public boolean mayRepeat(Repetition repetition, RuntimeException failure) {
		Outcome outcome = classifier.classify(failure);
		return outcome != null && outcome.movesOn(rules.retryUnknown().allows(repetition));
	}

	/**
	 * Waits for the answer: what follows goes to a database that lives.
	 * @return whether this one is known to
	 */
	private boolean look(Database database, RuntimeException failure) {
		try {
			return pool.suspect(database.name(), "a command failed: " + failure.getClass().getSimpleName())
				.get(2 * rules.look().toNanos(), TimeUnit.NANOSECONDS) == Verdict.UP;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | IllegalArgumentException ex) {
			// removed, or it takes its time: the next command finds out
		}
		return false;
	}

	@Override
	public Database selected() {
		Database settled = selection.settled(pool.views());
		if (settled != null) {
			return settled;
		}
		try (Lease<Database> lease = pool.lease()) {
			lease.end(Outcome.EXEMPT, null);
			return lease.target();
		}
		catch (NoEndpointAvailableException ex) {
			throw outage.unavailable(ex);
		}
	}

	@Override
	public Subscription onSwitch(Runnable listener) {
		return events.subscribe(DatabaseSwitched.class, (event) -> listener.run());
	}

	@Override
	public void later(Duration delay, Runnable task) {
		time.schedule(task, delay);
	}

	@Override
	public void publish(Function<Instant, HaEvent> event) {
		events.publish(event.apply(time.wallClock()));
	}

	private CallOptions<Database> options(Repetition repetition) {
		return rules.retryUnknown().allows(repetition) ? REPEATABLE : ONCE;
	}

}
