package io.hapool.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.hapool.event.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detectors that were added. One that throws is logged once and harms nobody.
 */
final class FailureDetectors implements FailureDetector {

	private static final Logger logger = LoggerFactory.getLogger(FailureDetectors.class);

	private final List<FailureDetector> detectors = new CopyOnWriteArrayList<>();

	private final AtomicBoolean complained = new AtomicBoolean();

	Subscription add(FailureDetector detector) {
		FailureDetector added = detector::isBroken;
		detectors.add(added);
		return () -> detectors.remove(added);
	}

	boolean isEmpty() {
		return detectors.isEmpty();
	}

	@Override
	public boolean isBroken(Database database, Throwable failure) {
		boolean broken = false;
		for (FailureDetector detector : detectors) {
			try {
				broken |= detector.isBroken(database, failure);
			}
			catch (RuntimeException ex) {
				if (complained.compareAndSet(false, true)) {
					logger.warn("A failure detector threw; its further exceptions are not logged", ex);
				}
			}
		}
		return broken;
	}

}
