package io.hapool.pool;

import io.hapool.event.EventPublisher;
import io.hapool.time.Time;

/**
 * The parts of a pool, wired: what each may ask of the others, and what follows when one
 * of them has changed something.
 */
final class PoolParts<T> {

	final String name;

	final CurrentRules<T> rules;

	final Time time;

	final SliceClock slices;

	final Membership<T> members;

	final Roster<T> roster;

	final StateWriter<T> writer;

	final Selector<T> selector;

	final Prober<T> prober;

	final Bookkeeper<T> bookkeeper;

	final Attendance attendance;

	final Admission<T> admission;

	final LeaseQueue<T> queue;

	final Grants<T> grants;

	final Leaks leaks;

	final PoolEndpoints<T> endpoints;

	private final Upkeep<T> upkeep;

	PoolParts(Leases<T> door, String name, CurrentRules<T> rules, Leases.Services<T> services) {
		this.name = name;
		this.rules = rules;
		this.time = services.time();
		EventPublisher events = services.events();
		this.slices = new SliceClock(time, rules.isolation().window());
		this.leaks = new Leaks(name, rules, time.nanos());
		MembershipEvents news = new MembershipEvents(name, time, events);
		this.members = new Membership<>(door, rules, news);
		this.roster = new Roster<>(members, rules, time);
		Guards<T> guards = new Guards<>(rules, slices, members::present);
		Triggers<T> triggers = new Triggers<>(rules, slices, guards);
		this.writer = new StateWriter<>(name, rules, time, events, this::statusChanged);
		this.selector = new Selector<>(rules, writer, this);
		this.prober = new Prober<>(time, services.check(), writer, guards);
		this.roster.probing(prober);
		this.upkeep = new Upkeep<>(rules, slices, writer, triggers, guards);
		this.bookkeeper = new Bookkeeper<>(time, slices, writer, triggers, guards);
		this.queue = new LeaseQueue<>(name, time);
		this.attendance = new Attendance(time, members::openLeases, new PoolWork<>(this, upkeep, guards));
		this.admission = new Admission<>(roster, selector, attendance, leaks, queue);
		this.grants = new Grants<>(door, this);
		this.endpoints = new PoolEndpoints<>(this, news);
	}

	/** What holds is another from now on. */
	void replace(LeaseRules next, LeasePolicies<T> policies, PoolCheck<T> check) {
		rules.replace(next, policies, check);
		if (slices.cut(next.isolation().window())) {
			members.present().forEach(Cells::clearWindow);
		}
		prober.use(check, members.present());
		rebuild();
	}

	/** Those who joined may be leased from now on, those who left no more. */
	void changed(Membership.Change<T> change) {
		roster.changed(change);
		admission.freed();
	}

	/** Something that the snapshot holds is otherwise. */
	void rebuild() {
		roster.rebuild();
		admission.freed();
	}

	/** What time alone changes. */
	void tidy() {
		roster.tidy();
		admission.freed();
	}

	/** It takes another share of its leases from now on. */
	void shareChanged(PooledEndpoint<T> endpoint) {
		upkeep.updateShare(endpoint, time.nanos());
	}

	private void statusChanged(PooledEndpoint<T> endpoint) {
		upkeep.updateShare(endpoint, time.nanos());
		roster.statusChanged(endpoint);
		if (endpoint.health() == HealthState.SUSPECT) {
			Upkeep.probe(endpoint);
		}
		admission.freed();
	}

	/** What nearly all leases of an endpoint take at most; zero if nobody knows. */
	long usualLatency(PooledEndpoint<?> endpoint) {
		long own = endpoint.latency.quantile(0.99);
		return (own != 0) ? own : roster.usualLatency();
	}

}
