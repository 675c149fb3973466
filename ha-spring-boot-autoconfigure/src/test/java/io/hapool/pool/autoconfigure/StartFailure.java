package io.hapool.pool.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Why a context did not start, as a user reads it: what the first of all failure
 * analyzers on the class path, Boot's own among them, has to say.
 *
 * @param description what is wrong
 * @param action what to write
 * @param analyzer who says so
 * @param stackTrace the whole failure
 */
public record StartFailure(String description, String action, Class<?> analyzer, String stackTrace) {

	private static final ApplicationContextRunner RUNNER = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class));

	/**
	 * Returns a runner with the pools and the annotation.
	 * @return the runner
	 */
	public static ApplicationContextRunner runner() {
		return RUNNER;
	}

	/**
	 * Starts a context that must fail.
	 * @param runner starts it
	 * @return why
	 */
	public static StartFailure of(ApplicationContextRunner runner) {
		List<StartFailure> failures = new ArrayList<>();
		runner.run((context) -> {
			assertThat(context).hasFailed();
			failures.add(analyzed(context.getStartupFailure()));
		});
		return failures.get(0);
	}

	private static StartFailure analyzed(Throwable failure) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			for (FailureAnalyzer analyzer : analyzers(context)) {
				FailureAnalysis analysis = analyzer.analyze(failure);
				if (analysis != null) {
					return new StartFailure(analysis.getDescription(), analysis.getAction(), analyzer.getClass(),
							print(failure));
				}
			}
		}
		throw new AssertionError("nobody explains it", failure);
	}

	/** In the order in which Boot asks them. */
	private static List<FailureAnalyzer> analyzers(GenericApplicationContext context) {
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
				.and(Environment.class, context.getEnvironment()));
	}

	/**
	 * Returns the stack trace of a failure with all causes and suppressed ones.
	 * @param failure the failure
	 * @return its text
	 */
	public static String print(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

}
