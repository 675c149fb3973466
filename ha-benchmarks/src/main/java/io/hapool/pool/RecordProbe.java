package io.hapool.pool;

import java.time.Duration;

import io.hapool.time.SystemTime;

/**
 * Lets a benchmark reach the window of an endpoint alone. It stands in the package of the
 * engine, for nobody else shall reach it.
 */
public final class RecordProbe {

	private final Cells cells = new Cells();

	private final SliceClock slices = new SliceClock(new SystemTime(), Duration.ofSeconds(10));

	/**
	 * Records a success as a lease does.
	 */
	public void recordSuccess() {
		cells.recordSuccess(Cells.stripe(), slices.epoch());
	}

}
