package io.hapool.pool;

import org.jspecify.annotations.Nullable;

/**
 * Counts leases in and out, and lets nobody in who is not to be: not into a pool that is
 * closed, not on an endpoint that has just been isolated.
 */
final class Admission<T> {

	private static final int FIRST_SAMPLES = 16;

	private final Roster<T> roster;

	private final Selector<T> selector;

	private final Attendance attendance;

	private final Leaks leaks;

	private final LeaseQueue<T> queue;

	Admission(Roster<T> roster, Selector<T> selector, Attendance attendance, Leaks leaks, LeaseQueue<T> queue) {
		this.queue = queue;
		this.roster = roster;
		this.selector = selector;
		this.attendance = attendance;
		this.leaks = leaks;
	}

	/**
	 * @return a ticket, or {@link Ticket#NONE}: the endpoint is no longer selectable
	 */
	long begin(PooledEndpoint<T> endpoint, long now) {
		int stripe = Cells.stripe();
		long begun = endpoint.beginCall(stripe);
		if (!attendance.isActive() && !attendance.arrive()) {
			endpoint.undoCall(stripe);
			attendance.left();
			throw closed();
		}
		long word = endpoint.word();
		if (!StateWord.isSelectable(word)) {
			endpoint.undoCall(stripe);
			return Ticket.NONE;
		}
		long ticket = Ticket.ofCall(StateWord.generation(word), stripe, now);
		if (begun < FIRST_SAMPLES) {
			return Ticket.sampledAlone(ticket);
		}
		return isSampled(endpoint, begun) ? Ticket.sampled(ticket) : ticket;
	}

	/**
	 * Begins an attempt where leases are limited.
	 * @return a ticket; {@link Ticket#NONE}: the endpoint is no longer selectable, or has
	 * as many leases as it may
	 */
	long beginWithin(int limit, Selector.Choice<T> choice, long now) {
		PooledEndpoint<T> endpoint = choice.endpoint();
		long ticket = choice.trial() ? beginOnTrial(choice, now) : begin(endpoint, now);
		if (ticket == Ticket.NONE || !endpoint.isOver(limit)) {
			return ticket;
		}
		endpoint.undoCall(Ticket.stripe(ticket));
		return tooMany(choice);
	}

	/** As {@link #beginWithin}, for a lease that the caller ends. */
	long beginByHandWithin(int limit, Selector.Choice<T> choice, long now) {
		PooledEndpoint<T> endpoint = choice.endpoint();
		long ticket = beginByHand(endpoint, choice.trial() ? choice.generation() : StateWord.ANY, now);
		if (ticket == Ticket.NONE || !endpoint.isOver(limit)) {
			return ticket;
		}
		endpoint.endByHand(Ticket.stripe(ticket), Ticket.handTag(ticket));
		endpoint.neutral.increment();
		return tooMany(choice);
	}

	/** What was counted has been taken back; others may have seen it. */
	private long tooMany(Selector.Choice<T> choice) {
		if (choice.trial()) {
			selector.giveBack(choice.endpoint(), choice.generation());
		}
		freed();
		return Ticket.NONE;
	}

	/** A lease may be had that could not before. */
	void freed() {
		if (!queue.isEmpty()) {
			queue.serve();
		}
	}

	long beginOnTrial(Selector.Choice<T> choice, long now) {
		int stripe = Cells.stripe();
		choice.endpoint().beginCall(stripe);
		if (!attendance.isActive() && !attendance.arrive()) {
			choice.endpoint().undoCall(stripe);
			attendance.left();
			selector.giveBack(choice.endpoint(), choice.generation());
			throw closed();
		}
		// a trial may be the first that tells how long calls take there
		return Ticket.sampledAlone(Ticket.ofCall(choice.generation(), stripe, now));
	}

	/**
	 * @param generation of a trial, or {@link StateWord#ANY}
	 */
	long beginByHand(PooledEndpoint<T> endpoint, int generation, long now) {
		if (!attendance.isActive()) {
			// the epoch may be that of long ago
			attendance.arrive();
		}
		int stripe = Cells.stripe();
		int epoch = leaks.epoch();
		long begun = endpoint.beginByHand(stripe, epoch);
		long word = endpoint.word();
		boolean open = attendance.isActive() || attendance.arrive();
		if (!open || (generation == StateWord.ANY && !StateWord.isSelectable(word))) {
			refuseByHand(endpoint, generation, Cells.tag(epoch), open);
			return Ticket.NONE;
		}
		int granted = (generation == StateWord.ANY) ? StateWord.generation(word) : generation;
		long ticket = Ticket.ofHand(Ticket.ofCall(granted, stripe, now), epoch);
		ticket = isSampled(endpoint, begun) ? Ticket.sampled(ticket) : ticket;
		return leaks.isTraced(begun) ? Ticket.traced(ticket) : ticket;
	}

	/** Takes back what has been counted. */
	private void refuseByHand(PooledEndpoint<T> endpoint, int generation, int tag, boolean open) {
		endpoint.endByHand(Cells.stripe(), tag);
		endpoint.neutral.increment();
		if (open) {
			return;
		}
		attendance.left();
		if (generation != StateWord.ANY) {
			selector.giveBack(endpoint, generation);
		}
		throw closed();
	}

	/** One in 16, and all of the first; fewer where there are very many. */
	private static boolean isSampled(PooledEndpoint<?> endpoint, long begun) {
		return (begun & endpoint.sampleMask) == 0 || begun < FIRST_SAMPLES;
	}

	private IllegalStateException closed() {
		return new IllegalStateException("Pool \"" + leaks.pool() + "\" is closed");
	}

	/** Whether nothing has changed since there was no lease to be had. */
	boolean isRefused(LeasePolicies<T> policies, long now) {
		return isRememberable(policies) && roster.isRefused(now) && !attendance.isClosed();
	}

	private static boolean isRememberable(LeasePolicies<?> policies) {
		return policies.restore() == RestoreByTrial.INSTANCE;
	}

	/** That there is none is remembered until something changes. */
	Selector.@Nullable Choice<T> selectFirst(LeasePolicies<T> policies, long now) {
		if (isRefused(policies, now)) {
			return null;
		}
		PoolSnapshot<T> looked = roster.snapshot();
		int seen = roster.moves();
		long exact = roster.now();
		Selector.Choice<T> choice = select(new Tried(), policies, exact);
		if (choice == null && isRememberable(policies)) {
			roster.refused(looked, seen, exact);
		}
		return choice;
	}

	Selector.@Nullable Choice<T> select(Tried tried, LeasePolicies<T> policies, long now) {
		if (attendance.isClosed()) {
			throw closed();
		}
		return selector.find(tried, policies, now);
	}

	void release(PooledEndpoint<T> endpoint, long ticket) {
		int stripe = Ticket.stripe(ticket);
		if (Ticket.isByHand(ticket)) {
			endpoint.endByHand(stripe, Ticket.handTag(ticket));
		}
		else {
			endpoint.endCall(stripe);
		}
		if (attendance.isClosed()) {
			attendance.left();
		}
		freed();
	}

}
