package io.hapool.benchmarks;

import java.io.File;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Benchmarks that need the same options.
 */
enum Suite {

	/** What is called by hand: the engine and its peers. */
	CALLS("\\.(\\w*AnnotationBenchmark|ScaleBenchmark|RedisCommandBenchmark)\\.", Depth.SHALLOW, Callers.ANY) {
		@Override
		String[] selections() {
			return Selections.comparedWithPeers();
		}
	},

	/**
	 * What is called through a bean, in applications without Spring Cloud and Reactor:
	 * where these are present, each call by Resilience4j's annotations looks into the
	 * refresh scope and Spring's retry asks whether the result is reactive, which takes
	 * them a third longer or more.
	 */
	ANNOTATIONS("^(?!.*\\.AnnotationBenchmark\\.)", Depth.DEEP, Callers.ANY, Library.SPRING_CLOUD, Library.REDIS,
			Library.REACTOR),

	/**
	 * The same for methods that return futures. One thread makes the calls, since another
	 * answers them.
	 */
	FUTURES("^(?!.*\\.FutureAnnotationBenchmark\\.)", Depth.DEEP, Callers.ONE, Library.SPRING_CLOUD, Library.REDIS,
			Library.REACTOR),

	/**
	 * The same for methods that return a {@code Mono}: with Reactor, without Spring
	 * Cloud.
	 */
	MONOS("^(?!.*\\.MonoAnnotationBenchmark\\.)", Depth.DEEP, Callers.ONE, Library.SPRING_CLOUD, Library.REDIS),

	/** The engine with few and with many endpoints. */
	SCALE("^(?!.*\\.ScaleBenchmark\\.)", Depth.SHALLOW, Callers.ONE);

	private final String others;

	private final Depth depth;

	private final Callers callers;

	private final List<Library> absent;

	/**
	 * @param others what the names of the other benchmarks match
	 * @param depth how many layers there are to compile
	 * @param callers how many threads call
	 * @param absent what the forks do not get
	 */
	Suite(String others, Depth depth, Callers callers, Library... absent) {
		this.others = others;
		this.depth = depth;
		this.callers = callers;
		this.absent = List.of(absent);
	}

	/**
	 * Returns what the names of the other benchmarks match.
	 */
	String others() {
		return others;
	}

	/**
	 * Returns what the forks get of the class path.
	 */
	String classPath(String all) {
		return Stream.of(all.split(File.pathSeparator))
			.filter((entry) -> absent.stream().noneMatch((library) -> library.includes(new File(entry).getName())))
			.collect(Collectors.joining(File.pathSeparator));
	}

	String[] selections() {
		return Selections.names();
	}

	int warmups(Effort effort) {
		return (depth == Depth.DEEP) ? effort.deepWarmups() : effort.warmups();
	}

	boolean runsOn(int threads) {
		return threads == 1 || callers == Callers.ANY;
	}

	private enum Depth {

		SHALLOW, DEEP

	}

	private enum Callers {

		ONE, ANY

	}

	private enum Library {

		REACTOR("reactor-|reactive-streams-|resilience4j-reactor-"),

		/** The drivers need Reactor, and are of no use to a bean. */
		REDIS("spring-data-|lettuce-|jedis-|embedded-redis-"),

		/** Armeria brings Reactor along, and is of no use to a bean. */
		SPRING_CLOUD("spring-cloud-|armeria-");

		private final Pattern jars;

		Library(String jars) {
			this.jars = Pattern.compile(jars);
		}

		boolean includes(String jar) {
			return jars.matcher(jar).lookingAt();
		}

	}

}
