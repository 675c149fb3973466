package io.hapool.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import io.hapool.event.EventPublisher;
import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.HealthState;
import io.hapool.redis.DatabaseHealthCheck.Series;
import io.hapool.redis.DatabaseRules.Failback;
import io.hapool.redis.DatabaseRules.Failover;
import io.hapool.redis.connection.RoutingRedisConnectionFactory;
import io.hapool.redis.reactive.RoutingReactiveRedisConnectionFactory;
import io.hapool.redis.template.MultiDatabaseStringRedisTemplate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Databases of one driver, all that is between them and a template, and what happened.
 * Their health is what a ping says, unless a test says that they are ill.
 */
final class RedisScene implements AutoCloseable {

	/** No pause that a test would have to wait for, and time for a driver that begins. */
	static final Series SERIES = new Series(2, Duration.ofMillis(5), Duration.ofSeconds(2));

	/** For servers that hang as long as a test wants. */
	static final Series PATIENT = new Series(1, Duration.ZERO, Duration.ofSeconds(20));

	/** All that has a length is short. */
	static final DatabaseRules QUICK = DatabaseRules.DEFAULT
		.withIsolation(DatabaseRules.DEFAULT.isolation().withDuration(Duration.ofMillis(100), Duration.ofMillis(100)))
		.withChecks(CheckRules.DEFAULT.withVerdicts(1, 1)
			.withInterval(Duration.ofMillis(50))
			.withSuspectInterval(Duration.ofMillis(50)))
		.withLook(Duration.ofMillis(300))
		.withFailover(new Failover(1000, Duration.ofMillis(20)))
		.withFailback(new Failback(true, Duration.ofMillis(200), Duration.ofMillis(10)))
		.withInitialHealth(InitialHealth.ALL);

	final LeapingTime time = new LeapingTime();

	final EventPublisher events = new EventPublisher(time);

	/** In their order. */
	final Queue<DatabaseSwitched> switched = new ConcurrentLinkedQueue<>();

	final Queue<EndpointChanged> changed = new ConcurrentLinkedQueue<>();

	private final Map<String, Verdict> said = new ConcurrentHashMap<>();

	private final Map<String, AtomicLong> asked = new ConcurrentHashMap<>();

	private final RedisDriver driver;

	private final DatabaseRules rules;

	private final List<DatabaseDefinition> definitions = new ArrayList<>();

	private Series series = SERIES;

	private RedisDatabases databases;

	RedisScene(RedisDriver driver) {
		this(driver, UnaryOperator.identity());
	}

	RedisScene(RedisDriver driver, UnaryOperator<DatabaseRules> changes) {
		this.driver = driver;
		this.rules = changes.apply(QUICK);
		events.subscribe(DatabaseSwitched.class, switched::add);
		events.subscribe(EndpointChanged.class, changed::add);
	}

	static ConditionFactory await() {
		return await(null);
	}

	/**
	 * @param what what a failure is to name
	 */
	static ConditionFactory await(@Nullable String what) {
		return Awaitility.await(what).pollInterval(Duration.ofMillis(2)).pollDelay(Duration.ZERO);
	}

	/** The checks of all databases of that name say so from now on. */
	void say(String name, Verdict verdict) {
		said.put(name, verdict);
	}

	/** Before any database is defined. */
	RedisScene withSeries(Series series) {
		this.series = series;
		return this;
	}

	/** How often the health of the databases of that name was asked for. */
	long asked(String name) {
		return asked.getOrDefault(name, new AtomicLong()).get();
	}

	RedisScene with(String name, double weight, RedisServerProcess server) {
		return with(define(name, weight, server));
	}

	RedisScene with(DatabaseDefinition definition) {
		definitions.add(definition);
		return this;
	}

	DatabaseDefinition define(String name, double weight, RedisServerProcess server) {
		return define(name, weight, RedisDriver.standalone(server.port()), ping());
	}

	/**
	 * @param checks beside what the test says
	 */
	@SafeVarargs
	final DatabaseDefinition define(String name, double weight, RedisConfiguration target,
			HealthCheck<Database>... checks) {
		List<HealthCheck<Database>> all = new ArrayList<>(List.of(checks));
		all.add(0, (database, timeout) -> {
			asked.computeIfAbsent(database.name(), (any) -> new AtomicLong()).incrementAndGet();
			return said.getOrDefault(database.name(), Verdict.UP);
		});
		return new DatabaseDefinition(name, weight, driver.connect(target, Duration.ofSeconds(2)), all);
	}

	HealthCheck<Database> ping() {
		return new DatabaseHealthCheck(DatabaseClient.Probe.PING, ProbePolicy.ALL, series, time);
	}

	/** Makes the databases, and does not start them. */
	RedisDatabases create() {
		databases = RedisDatabases.create(rules.withChecks(rules.checks().withTimeout(series.whole())), definitions,
				time, events);
		return databases;
	}

	RedisScene start() {
		create().start();
		return this;
	}

	RedisDatabases databases() {
		return databases;
	}

	Database database(String name) {
		return databases.find(name).orElseThrow().snapshot().endpoint().target();
	}

	HealthState health(String name) {
		return databases.find(name).orElseThrow().snapshot().status().health();
	}

	boolean isHealthy(String name) {
		return databases.find(name).orElseThrow().isHealthy();
	}

	String selected() {
		return databases.selected().map(DatabaseState::name).orElse("none");
	}

	void awaitSelected(String name) {
		await().until(this::selected, name::equals);
	}

	void awaitHealth(String name, HealthState health) {
		await().until(() -> health(name), health::equals);
	}

	/**
	 * Returns when failures count: for a second after this process has stood still none
	 * does, and what is dead is not isolated.
	 * @param name of a database that lives
	 */
	void awaitCalm(String name) {
		await().until(() -> {
			long before = upChecks(name);
			databases.pool().check(name).join();
			return upChecks(name) > before;
		});
	}

	/** For a second no failure counts. */
	void standStill() {
		time.leap(Duration.ofMillis(500));
	}

	/** How many checks said that it lives, and counted. */
	long upChecks(String name) {
		return databases.find(name).orElseThrow().snapshot().checks().up();
	}

	/** Returns once the listeners have been told of so many switches. */
	List<DatabaseSwitched> awaitSwitches(int count) {
		await().until(() -> switched.size() >= count);
		return List.copyOf(switched);
	}

	List<Database> targets() {
		return databases.pool().views().stream().map((view) -> view.endpoint().target()).toList();
	}

	RoutingRedisConnectionFactory connections() {
		return new RoutingRedisConnectionFactory(databases.router(), this::targets);
	}

	StringRedisTemplate template() {
		return new MultiDatabaseStringRedisTemplate(connections());
	}

	RoutingReactiveRedisConnectionFactory reactiveConnections() {
		return new RoutingReactiveRedisConnectionFactory(databases.router(), this::targets);
	}

	ReactiveStringRedisTemplate reactiveTemplate() {
		return new ReactiveStringRedisTemplate(reactiveConnections());
	}

	/** A task that throws fails the {@link #join}. */
	static List<Future<?>> run(int threads, Runnable task) {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		List<Future<?>> running = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			running.add(executor.submit(task));
		}
		executor.shutdown();
		return running;
	}

	static void join(List<Future<?>> threads) throws Exception {
		for (Future<?> thread : threads) {
			thread.get(10, TimeUnit.SECONDS);
		}
	}

	@Override
	public void close() {
		if (databases != null) {
			databases.close();
		}
		else {
			definitions.forEach((definition) -> definition.client().close());
		}
		events.close();
		time.close();
	}

}
