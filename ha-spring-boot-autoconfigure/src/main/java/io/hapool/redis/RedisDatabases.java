package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.hapool.call.EndpointPool;
import io.hapool.event.EventPublisher;
import io.hapool.event.Subscription;
import io.hapool.health.HealthCheck;
import io.hapool.time.Time;

/**
 * The Redis databases, one of which is selected: all commands go there, until it fails,
 * somebody asks for another, or a better one is back.
 *
 * <pre>
 * databases.switchTo("west", "release 7");
 * databases.force("west", Duration.ofHours(1), "release 7");
 * databases.setWeight("east", 0.1);
 * </pre>
 *
 * Thread-safe.
 */
public interface RedisDatabases extends AutoCloseable {

	/** The name of the pool whose endpoints the databases are. */
	String POOL = "redis";

	/**
	 * Creates the databases. Nothing is checked before {@link #start()}.
	 * @param rules what holds for all
	 * @param databases those that there are at first
	 * @param time the clock; stays the caller's to close
	 * @param events whom to tell of changes; stays the caller's to close
	 * @return the databases, to be closed by the caller; they close the clients
	 * @throws IllegalArgumentException if there are none, or two of one name
	 */
	static RedisDatabases create(DatabaseRules rules, List<DatabaseDefinition> databases, Time time,
			EventPublisher events) {
		return create(rules, databases, time, events, UnaryOperator.identity());
	}

	/**
	 * Creates the databases, with something laid around their pool.
	 * @param rules what holds for all
	 * @param databases those that there are at first
	 * @param time the clock; stays the caller's to close
	 * @param events whom to tell of changes; stays the caller's to close
	 * @param decorator takes the pool and returns what all commands go through in its
	 * place, such as one that is observed
	 * @return the databases, to be closed by the caller; they close the clients
	 * @throws IllegalArgumentException if there are none, or two of one name
	 */
	static RedisDatabases create(DatabaseRules rules, List<DatabaseDefinition> databases, Time time,
			EventPublisher events, UnaryOperator<EndpointPool<Database>> decorator) {
		return new PooledDatabases(rules, databases, time, events, decorator);
	}

	/**
	 * Checks all databases and selects the heaviest that is healthy. Waits until that is
	 * known. What fails to start is closed.
	 * @throws UnhealthyStartException if fewer are healthy than the rules demand
	 */
	void start();

	/**
	 * Returns all databases as they are now.
	 * @return in the order in which they came
	 */
	List<DatabaseState> all();

	/**
	 * Returns one database as it is now.
	 * @param name which
	 * @return the database, if there is one of that name
	 */
	Optional<DatabaseState> find(String name);

	/**
	 * Returns the database that commands go to now.
	 * @return the database; empty while none has been selected
	 */
	Optional<DatabaseState> selected();

	/**
	 * Selects another database. What is under way on the old one goes on there. A better
	 * one is selected again when the grace of the failback is over; {@link #force} holds
	 * longer.
	 * @param name which; nothing happens if it is selected
	 * @param reason why, for people to read
	 * @throws IllegalArgumentException if there is none of that name
	 * @throws IllegalStateException if it is not healthy
	 */
	void switchTo(String name, String reason);

	/**
	 * Selects a database and stays there for a time, as long as it is healthy.
	 * @param name which
	 * @param duration for how long nothing fails back, above zero
	 * @param reason why, for people to read
	 * @throws IllegalArgumentException if there is none of that name, or the time is not
	 * above zero
	 * @throws IllegalStateException if it is not healthy
	 */
	void force(String name, Duration duration, String reason);

	/**
	 * Adds a database. It is checked at once; if it is healthy and the heaviest, it is
	 * selected by the rules of the failback.
	 * @param database the database; its client is these databases' to close from now on
	 * @throws IllegalArgumentException if there is one of that name
	 */
	void add(DatabaseDefinition database);

	/**
	 * Takes a database away and closes its connections. If it is selected, another is
	 * first.
	 * @param name which
	 * @throws IllegalArgumentException if there is none of that name
	 * @throws IllegalStateException if it is the last one, or the selected one and no
	 * other is healthy
	 */
	void remove(String name);

	/**
	 * Gives a database another weight. If it makes a healthy one the heaviest, that is
	 * selected by the rules of the failback.
	 * @param name which
	 * @param weight above zero
	 * @throws IllegalArgumentException if there is none of that name, or the weight is
	 * not above zero
	 */
	void setWeight(String name, double weight);

	/**
	 * Has all databases checked in one more way from now on: all checks of a database
	 * must pass.
	 * @param check the check; on background threads
	 * @return what takes it away again
	 */
	Subscription addHealthCheck(HealthCheck<Database> check);

	/**
	 * Has failures looked at in one more way from now on.
	 * @param detector what looks
	 * @return what takes it away again
	 */
	Subscription addFailureDetector(FailureDetector detector);

	/**
	 * Asks to be told of switches, on a background thread and in their order.
	 * @param listener what to run for each
	 * @return what ends that
	 */
	Subscription onSwitch(Consumer<? super DatabaseSwitched> listener);

	/**
	 * Returns how often another database was selected.
	 * @return the counts by reason, zeros too
	 */
	Map<SwitchReason, Long> switches();

	/**
	 * Returns where commands go.
	 * @return the way that all connections take
	 */
	DatabaseRouter router();

	/**
	 * Returns the pool whose endpoints the databases are.
	 * @return the pool; stays this object's to close
	 */
	EndpointPool<Database> pool();

	/**
	 * Ends all checks and closes the connections of all databases.
	 */
	@Override
	void close();

}
