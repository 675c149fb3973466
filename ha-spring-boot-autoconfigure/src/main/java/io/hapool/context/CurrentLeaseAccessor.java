package io.hapool.context;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Has Micrometer's context-propagation, and with it Reactor, carry the current lease.
 */
public final class CurrentLeaseAccessor implements ThreadLocalAccessor<CurrentLease.Frame> {

	@Override
	public Object key() {
		return CurrentLease.KEY;
	}

	@Override
	public CurrentLease.@Nullable Frame getValue() {
		return CurrentLease.ofThread().frame();
	}

	@Override
	public void setValue(CurrentLease.Frame frame) {
		CurrentLease.ofThread().set(frame);
	}

	@Override
	public void setValue() {
		CurrentLease.ofThread().set(null);
	}

}
