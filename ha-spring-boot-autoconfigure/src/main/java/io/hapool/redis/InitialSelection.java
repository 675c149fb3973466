package io.hapool.redis;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.hapool.call.EndpointPool;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.EndpointView;

/**
 * The first check of all databases. It is over when so many have answered that the others
 * make no difference: neither to the number that must be healthy, nor to which is the
 * heaviest healthy one.
 */
final class InitialSelection {

	/** For checks of the application that do not end in time. */
	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final EndpointPool<Database> pool;

	private final DatabaseRules rules;

	InitialSelection(EndpointPool<Database> pool, DatabaseRules rules) {
		this.pool = pool;
		this.rules = rules;
	}

	/**
	 * @throws UnhealthyStartException if fewer are healthy than must be
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	void await() {
		List<CompletableFuture<Verdict>> heaviestFirst = pool.views()
			.stream()
			.sorted(Comparator.comparingDouble((EndpointView<Database> view) -> view.endpoint().weight()).reversed())
			.map((view) -> pool.check(view.endpoint().id()))
			.toList();
		CompletableFuture<Boolean> decided = new CompletableFuture<>();
		heaviestFirst.forEach((answer) -> answer.thenRun(() -> decide(heaviestFirst, decided)));
		if (!within(decided, LIMIT)) {
			throw new UnhealthyStartException("Too few Redis databases are healthy (ha.redis.initial-health: "
					+ rules.initialHealth().name().toLowerCase(Locale.ROOT) + "): " + states());
		}
	}

	private void decide(List<CompletableFuture<Verdict>> heaviestFirst, CompletableFuture<Boolean> decided) {
		int up = 0;
		int down = 0;
		for (CompletableFuture<Verdict> answer : heaviestFirst) {
			// looked at once: it may answer meanwhile
			if (answer.isDone()) {
				up += isUp(answer) ? 1 : 0;
				down += isUp(answer) ? 0 : 1;
			}
		}
		Boolean enough = rules.initialHealth().decide(up, down, heaviestFirst.size());
		if (enough != null && (!enough || isHeaviestKnown(heaviestFirst))) {
			decided.complete(enough);
		}
	}

	private static boolean isHeaviestKnown(List<CompletableFuture<Verdict>> heaviestFirst) {
		for (CompletableFuture<Verdict> answer : heaviestFirst) {
			if (!answer.isDone() || isUp(answer)) {
				return answer.isDone();
			}
		}
		return true;
	}

	/** Who cannot tell is given the benefit of the doubt. */
	private static boolean isUp(CompletableFuture<Verdict> answer) {
		return answer.isDone() && answer.join() != Verdict.DOWN;
	}

	/** Those that have not answered by then are taken for dead. */
	private boolean within(CompletableFuture<Boolean> decided, Duration limit) {
		try {
			return decided.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The first check of the databases failed", ex);
		}
		catch (TimeoutException ex) {
			return false;
		}
	}

	private String states() {
		return pool.endpoints().stream().map(InitialSelection::state).collect(Collectors.joining("; "));
	}

	private static String state(EndpointSnapshot<Database> database) {
		EndpointSnapshot.Checks checks = database.checks();
		String failure = (checks != null && checks.lastFailure() != null) ? " (" + checks.lastFailure() + ")" : "";
		return database.endpoint().id() + " at " + database.endpoint().target().client().description() + " "
				+ database.status() + failure;
	}

}
