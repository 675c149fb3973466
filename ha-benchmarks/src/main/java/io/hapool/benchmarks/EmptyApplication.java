package io.hapool.benchmarks;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * A web application without anything of its own. Says how much it took to start, and
 * ends.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class EmptyApplication {

	static final String COST = "CPU nanoseconds: ";

	/**
	 * Starts and ends.
	 * @param args properties, as {@code --name=value}
	 */
	public static void main(String... args) {
		SpringApplication application = new SpringApplication(EmptyApplication.class);
		try (var context = application.run(args)) {
			OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
			System.out.println(COST + system.getProcessCpuTime());
			long ours = Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("ha-"))
				.count();
			System.out.println("Beans: " + context.getBeanDefinitionCount() + ", threads of ours: " + ours);
		}
	}

}
