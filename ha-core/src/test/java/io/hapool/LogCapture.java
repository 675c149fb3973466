package io.hapool;

import java.util.Collections;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/**
 * Collects what the project logs, from DEBUG on, while it is open.
 */
public final class LogCapture implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.hapool");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final Level level = logger.getLevel();

	public LogCapture() {
		appender.list = Collections.synchronizedList(appender.list);
		appender.start();
		logger.setLevel(Level.DEBUG);
		logger.addAppender(appender);
	}

	/**
	 * Returns the formatted lines of one level.
	 */
	public List<String> lines(Level level) {
		return List.copyOf(appender.list)
			.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	public List<String> warnings() {
		return lines(Level.WARN);
	}

	/**
	 * Returns all that was logged, with the texts of the throwables.
	 */
	public String text() {
		StringBuilder text = new StringBuilder();
		for (ILoggingEvent event : List.copyOf(appender.list)) {
			text.append(event.getFormattedMessage()).append('\n');
			if (event.getThrowableProxy() != null) {
				text.append(ch.qos.logback.classic.spi.ThrowableProxyUtil.asString(event.getThrowableProxy()))
					.append('\n');
			}
		}
		return text.toString();
	}

	@Override
	public void close() {
		logger.detachAppender(appender);
		logger.setLevel(level);
		appender.stop();
	}

}
