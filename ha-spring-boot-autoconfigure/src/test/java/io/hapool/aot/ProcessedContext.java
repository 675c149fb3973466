package io.hapool.aot;

import java.util.Map;
import java.util.function.Consumer;

import io.hapool.actuate.autoconfigure.ActuateAutoConfiguration;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.http.autoconfigure.HttpAutoConfiguration;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;

import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

/**
 * A context that was processed ahead of time, and what came of it.
 */
final class ProcessedContext {

	private final TestGenerationContext generation = new TestGenerationContext();

	private final ClassName initializer;

	private ProcessedContext(GenericApplicationContext context) {
		this.initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, this.generation);
		this.generation.writeGeneratedContent();
	}

	/**
	 * Processes our auto-configurations with beans of an application.
	 * @param properties what the environment has while the application is built
	 * @param beans the classes of the beans
	 */
	static ProcessedContext of(Map<String, Object> properties, Class<?>... beans) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("build", properties));
		context.register(beans);
		context.register(HttpAutoConfiguration.class, PoolsAutoConfiguration.class,
				HighlyAvailableAutoConfiguration.class, ActuateAutoConfiguration.class);
		return new ProcessedContext(context);
	}

	RuntimeHints hints() {
		return this.generation.getRuntimeHints();
	}

	/** Returns what was generated as classes: the proxies. */
	Map<String, ?> classFiles() {
		return this.generation.getGeneratedFiles().getGeneratedFiles(GeneratedFiles.Kind.CLASS);
	}

	/** Compiles what was generated. */
	void compile(Consumer<ProcessedApplication> test) {
		TestCompiler.forSystem()
			.with(this.generation)
			.compile((compiled) -> test.accept(new ProcessedApplication(compiled, this.initializer.canonicalName())));
	}

}
