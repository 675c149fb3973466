package io.hapool.call;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Keeps the engine from logging each change of each endpoint of thousands of simulations.
 */
final class QuietEngine implements BeforeAllCallback, AfterAllCallback {

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.hapool.pool");

	@Override
	public void beforeAll(ExtensionContext context) {
		logger.setLevel(Level.WARN);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		logger.setLevel(null);
	}

}
