package io.hapool.aot;

import java.util.Map;
import java.util.function.Consumer;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.Compiled;

/**
 * An application that was processed ahead of time and compiled. It starts as it does
 * later: without scanning, auto-configuration and conditions.
 *
 * @param compiled what was generated
 * @param initializer the name of the class that defines the beans
 */
record ProcessedApplication(Compiled compiled, String initializer) {

	private static final String AOT_ENABLED = "spring.aot.enabled";

	/**
	 * Starts and stops the application.
	 * @param properties what the environment has now
	 */
	void run(Map<String, Object> properties, Consumer<GenericApplicationContext> test) {
		System.setProperty(AOT_ENABLED, "true");
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.setClassLoader(compiled.getClassLoader());
			context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("run", properties));
			initialize(context);
			context.refresh();
			test.accept(context);
		}
		finally {
			System.clearProperty(AOT_ENABLED);
		}
	}

	@SuppressWarnings("unchecked") // generated so
	private void initialize(GenericApplicationContext context) {
		compiled.getInstance(ApplicationContextInitializer.class, initializer).initialize(context);
	}

}
