package io.hapool;

import org.assertj.core.configuration.Configuration;

/**
 * Has assertions tell of an unexpected exception all that led to it: a rare one may not
 * be seen again.
 */
public final class WholeStackTraces extends Configuration {

	private static final int LINES = 300;

	@Override
	public int maxStackTraceElementsDisplayed() {
		return LINES;
	}

}
