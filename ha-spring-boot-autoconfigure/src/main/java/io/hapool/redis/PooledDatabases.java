package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.hapool.call.EndpointPool;
import io.hapool.call.PoolDefinition;
import io.hapool.call.RetryRules;
import io.hapool.event.EventPublisher;
import io.hapool.event.Subscription;
import io.hapool.health.HealthCheck;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.AdminState;
import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.EndpointView;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import io.hapool.pool.QuickLook;
import io.hapool.pool.Ratio;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases as the endpoints of a pool: isolation, checks, looks and calls are the
 * engine's. What only databases have is here: one is selected for all, and what hangs on
 * one that is isolated is ended.
 */
final class PooledDatabases implements RedisDatabases {

	private static final Logger logger = LoggerFactory.getLogger(PooledDatabases.class);

	/** Commands are quick: what a storm of them would do the isolation prevents. */
	private static final RetryRules RETRIES = new RetryRules(0, Duration.ofMillis(25), Duration.ofMillis(250),
			new Ratio(1), 1000);

	private final SwitchCounts switches = new SwitchCounts();

	private final ReentrantLock changing = new ReentrantLock();

	private final DatabaseChecks checks = new DatabaseChecks();

	private final FailureDetectors detectors = new FailureDetectors();

	private final SelectedDatabase selection = new SelectedDatabase(this::switched);

	private final DatabaseRules rules;

	private final Time time;

	private final EventPublisher events;

	private final EndpointPool<Database> pool;

	private final Outage outage;

	private final Failback failback;

	private final PoolRouter router;

	private final Departures departures;

	private final Subscription changes;

	/**
	 * @param decorator what is to be laid around the pool, such as observations
	 */
	PooledDatabases(DatabaseRules rules, List<DatabaseDefinition> databases, Time time, EventPublisher events,
			UnaryOperator<EndpointPool<Database>> decorator) {
		this.rules = rules;
		this.time = time;
		this.events = events;
		FailureClassifier classifier = new DatabaseFailures(this::views);
		this.pool = decorator.apply(EndpointPool.create(definition(databases, classifier), time, events));
		this.departures = new Departures(time);
		this.outage = new Outage(rules.failover(), time, this::checkAll);
		this.failback = new Failback(rules.failback(), time, selection, pool::views);
		this.router = new PoolRouter(pool, selection, classifier, rules,
				new PoolRouter.Reports(outage, detectors, events, time));
		this.changes = events.subscribe(EndpointChanged.class, this::changed);
	}

	private PoolDefinition<Database> definition(List<DatabaseDefinition> databases, FailureClassifier classifier) {
		if (databases.isEmpty()) {
			throw new IllegalArgumentException("There are no databases (expected: one or more)");
		}
		return PoolDefinition.<Database>builder(POOL)
			.endpoints(databases.stream().map(PooledDatabases::endpoint).toList())
			.selection(selection)
			.classifier(classifier)
			.isolationRules(rules.isolation())
			.timeout(null)
			.retry(RETRIES)
			.healthCheck(checks, rules.checks(), new QuickLook<>(PooledDatabases::ping, rules.look()))
			.build();
	}

	private static Endpoint<Database> endpoint(DatabaseDefinition definition) {
		Database database = new Database(definition.name(), definition.client(), definition.checks());
		return Endpoint.builder(database).id(definition.name()).weight(definition.weight()).build();
	}

	private List<EndpointView<Database>> views() {
		return pool.views();
	}

	private static Verdict ping(Database database, Duration timeout) throws Exception {
		DatabaseClient client = database.client();
		try {
			client.probe(DatabaseClient.Probe.PING, timeout);
		}
		catch (Exception ex) {
			// what refuses our password lives: each command says so by itself
			if (client.classifier().classify(ex) != Outcome.CALLER_ERROR) {
				throw ex;
			}
		}
		return Verdict.UP;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	private void checkAll() {
		for (EndpointView<Database> database : pool.views()) {
			pool.suspect(database.endpoint().id(), "no database is available");
			pool.check(database.endpoint().id());
		}
	}

	/** The state of a database is another. Events come in their order. */
	private void changed(EndpointChanged event) {
		if (!event.pool().equals(POOL)) {
			return;
		}
		boolean available = pool.views().stream().anyMatch(SelectedDatabase::isUsable);
		view(event.endpoint()).map((view) -> view.endpoint().target()).ifPresent((database) -> {
			if (event.to().isSelectable()) {
				failback.update(database, true);
				database.client().admit();
			}
			else if (event.from().isSelectable()) {
				failback.update(database, false);
				endWhatHangs(database, event);
			}
		});
		outage.update(available);
		if (!available) {
			// whichever comes back first must find an open door
			pool.views().forEach((view) -> view.endpoint().target().client().admit());
		}
		else if (!event.to().isSelectable()) {
			moveOn();
		}
	}

	/** What was taken out by hand finishes what it has begun. */
	private static void endWhatHangs(Database database, EndpointChanged event) {
		if (event.to().admin().isLeasable()) {
			database.client().abort();
		}
	}

	/**
	 * Without waiting for the next command. Before the start nothing is selected, and
	 * what the first checks say one by one selects nothing.
	 */
	private void moveOn() {
		if (selection.current() == null) {
			return;
		}
		try {
			router.selected();
		}
		catch (DatabasesUnavailableException ex) {
			logger.debug("[{}] nobody is left to be selected", POOL);
		}
		catch (IllegalStateException ex) {
			logger.debug("[{}] closed meanwhile", POOL);
		}
	}

	private void switched(EndpointView<Database> from, EndpointView<Database> to, SwitchReason reason,
			@Nullable String detail) {
		switches.count(reason);
		if (reason == SwitchReason.REMOVED || !SelectedDatabase.isUsable(from)) {
			failback.release(); // what was held by hand is out
		}
		String why = (detail != null) ? detail
				: pool.endpoint(from.endpoint().id()).map(PooledDatabases::state).orElse("it was removed");
		DatabaseSwitched event = new DatabaseSwitched(time.wallClock(), from.endpoint().id(), to.endpoint().id(),
				reason, why);
		logger.info("{}", event.description());
		events.publish(event);
	}

	private static String state(EndpointSnapshot<Database> database) {
		return database.status() + ": " + database.history().reason();
	}

	@Override
	public void start() {
		boolean started = false;
		try {
			new InitialSelection(pool, rules).await();
			router.selected();
			failback.start();
			started = true;
		}
		finally {
			if (!started) {
				close(); // nobody else does: a bean that does not start is not destroyed
			}
		}
	}

	@Override
	public List<DatabaseState> all() {
		return pool.endpoints().stream().map(this::described).toList();
	}

	private DatabaseState described(EndpointSnapshot<Database> snapshot) {
		EndpointView<Database> current = selection.current();
		boolean selected = current != null && current.endpoint().target() == snapshot.endpoint().target();
		return new DatabaseState(snapshot.endpoint().id(), selected,
				snapshot.endpoint().target().client().description(), snapshot);
	}

	@Override
	public Optional<DatabaseState> find(String name) {
		return pool.endpoint(name).map(this::described);
	}

	@Override
	public Optional<DatabaseState> selected() {
		return all().stream().filter(DatabaseState::isSelected).findFirst();
	}

	@Override
	public void switchTo(String name, String reason) {
		failback.byHand(() -> select(name, reason), failback.grace());
	}

	@Override
	public void force(String name, Duration duration, String reason) {
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException("duration: " + duration + " (expected: > 0)");
		}
		failback.byHand(() -> select(name, reason), duration);
	}

	private void select(String name, String reason) {
		EndpointView<Database> wanted = named(name);
		pool.views()
			.stream()
			.filter((database) -> database.admin() == AdminState.PINNED)
			.findFirst()
			.ifPresent((pinned) -> {
				if (pinned != wanted) {
					throw new IllegalStateException("Database \"" + pinned.endpoint().id()
							+ "\" is pinned (expected: the action unpin of that one first)");
				}
			});
		EndpointView<Database> current = selection.current();
		while (current != wanted) {
			if (!SelectedDatabase.isUsable(wanted)) {
				throw new IllegalStateException("Database \"" + name + "\" is not healthy: "
						+ pool.endpoint(name).map(PooledDatabases::state).orElse("it was removed")
						+ " (expected: one of " + healthy() + ")");
			}
			selection.move(current, wanted, SwitchReason.BY_HAND, reason);
			current = selection.current();
		}
	}

	private List<String> healthy() {
		return pool.views()
			.stream()
			.filter(SelectedDatabase::isUsable)
			.map((database) -> database.endpoint().id())
			.toList();
	}

	private Optional<EndpointView<Database>> view(String name) {
		return pool.views().stream().filter((database) -> database.endpoint().id().equals(name)).findFirst();
	}

	private EndpointView<Database> named(String name) {
		return view(name).orElseThrow(() -> new IllegalArgumentException("There is no database \"" + name
				+ "\" (expected: one of " + pool.views().stream().map((view) -> view.endpoint().id()).toList() + ")"));
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	public void add(DatabaseDefinition database) {
		changing.lock();
		try {
			if (view(database.name()).isPresent()) {
				throw new IllegalArgumentException(
						"There is a database \"" + database.name() + "\" already (expected: another name)");
			}
			pool.add(endpoint(database));
		}
		finally {
			changing.unlock();
		}
		pool.check(database.name()).thenRun(() -> reconsider(database.name()));
	}

	/** Its weight is new, and that it is healthy may not have been told yet. */
	private void reconsider(String name) {
		view(name).filter(SelectedDatabase::isProven)
			.ifPresent((database) -> failback.update(database.endpoint().target(), true));
		failback.look();
	}

	@Override
	public void remove(String name) {
		EndpointView<Database> leaving = named(name);
		changing.lock();
		try {
			if (pool.views().size() == 1) {
				throw new IllegalStateException(
						"Database \"" + name + "\" is the last one (expected: another one, added before)");
			}
			failback.undisturbed(() -> {
				leave(leaving);
				pool.remove(name);
			});
			failback.forget(leaving.endpoint().target());
		}
		finally {
			changing.unlock();
		}
		departures.add(leaving);
	}

	private void leave(EndpointView<Database> leaving) {
		while (selection.current() == leaving) {
			EndpointView<Database> best = SelectedDatabase.best(pool.views(), (other) -> other != leaving)
				.orElseThrow(() -> new IllegalStateException("Database \"" + leaving.endpoint().id()
						+ "\" is selected and no other is healthy (expected: another one to go to)"));
			selection.move(leaving, best, SwitchReason.REMOVED, "it was removed");
		}
	}

	@Override
	public void setWeight(String name, double weight) {
		named(name);
		pool.reweigh(name, weight, "by hand");
		reconsider(name);
	}

	@Override
	public Subscription addHealthCheck(HealthCheck<Database> check) {
		return checks.add(check);
	}

	@Override
	public Subscription addFailureDetector(FailureDetector detector) {
		return detectors.add(detector);
	}

	@Override
	public Subscription onSwitch(Consumer<? super DatabaseSwitched> listener) {
		return events.subscribe(DatabaseSwitched.class, listener);
	}

	@Override
	public Map<SwitchReason, Long> switches() {
		return switches.all();
	}

	@Override
	public DatabaseRouter router() {
		return router;
	}

	@Override
	public EndpointPool<Database> pool() {
		return pool;
	}

	@Override
	public void close() {
		failback.close();
		outage.close();
		changes.close();
		pool.close();
		pool.views().forEach((database) -> database.endpoint().target().client().close());
		departures.close();
	}

}
