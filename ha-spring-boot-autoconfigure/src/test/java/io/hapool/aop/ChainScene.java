package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPools;
import io.hapool.pool.autoconfigure.StartFailure;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * A bean with advice of others, over a pool whose first endpoint fails. All that happens
 * is written down in order.
 */
final class ChainScene {

	private ChainScene() {
	}

	/**
	 * Returns a runner with Boot's own auto-configurations of a neighbour.
	 */
	static ApplicationContextRunner runner(Class<?>... autoConfigurations) {
		return StartFailure.runner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
			.withConfiguration(AutoConfigurations.of(autoConfigurations))
			.withPropertyValues("ha.pools.billing.endpoints=http://one,http://two", "ha.pools.billing.selection=sticky")
			.withBean(Events.class);
	}

	static List<String> events(ApplicationContext context) {
		return context.getBean(Events.class).lines;
	}

	static CallCounts calls(ApplicationContext context) {
		return context.getBean(EndpointPools.class).get("billing").calls();
	}

	/** What users call; the interface that a JDK proxy has. */
	interface Billing {

		@Nullable String find(String id, @Nullable URI endpoint) throws IOException;

	}

	static final class Events {

		final List<String> lines = new CopyOnWriteArrayList<>();

		/** The work of an attempt: the first endpoint fails, the second answers. */
		String attempt(String id, @Nullable URI endpoint) throws IOException {
			lines.add(endpoint + " runs");
			if (endpoint == null || endpoint.getHost().equals("one")) {
				throw new IOException("reset");
			}
			return id + " " + endpoint;
		}

		/** The work of an attempt while nobody answers. */
		String failingAttempt(@Nullable URI endpoint) throws IOException {
			lines.add(endpoint + " runs");
			throw new IOException("reset");
		}

	}

}
