package io.hapool.benchmarks;

import java.io.File;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Benchmarks that need the same options.
 */
enum Suite {

	/** What is called by hand: the engine and its peers. */
	CALLS("\\.(\\w*AnnotationBenchmark|ScaleBenchmark)\\.") {
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
	ANNOTATIONS("^(?!.*\\.AnnotationBenchmark\\.)") {
		@Override
		String classPath(String all) {
			return without(REACTOR, without(SPRING_CLOUD, all));
		}

		@Override
		int warmups(Effort effort) {
			return effort.deepWarmups();
		}
	},

	/**
	 * The same for methods that return futures. One thread makes the calls, since another
	 * answers them.
	 */
	FUTURES("^(?!.*\\.FutureAnnotationBenchmark\\.)") {
		@Override
		String classPath(String all) {
			return ANNOTATIONS.classPath(all);
		}

		@Override
		int warmups(Effort effort) {
			return effort.deepWarmups();
		}

		@Override
		boolean runsOn(int threads) {
			return threads == 1;
		}
	},

	/**
	 * The same for methods that return a {@code Mono}: with Reactor, without Spring
	 * Cloud.
	 */
	MONOS("^(?!.*\\.MonoAnnotationBenchmark\\.)") {
		@Override
		String classPath(String all) {
			return without(SPRING_CLOUD, all);
		}

		@Override
		int warmups(Effort effort) {
			return effort.deepWarmups();
		}

		@Override
		boolean runsOn(int threads) {
			return threads == 1;
		}
	},

	/** The engine with few and with many endpoints. */
	SCALE("^(?!.*\\.ScaleBenchmark\\.)") {
		@Override
		boolean runsOn(int threads) {
			return threads == 1;
		}
	};

	private static final Pattern REACTOR = Pattern.compile("reactor-|reactive-streams-|resilience4j-reactor-");

	/** Armeria brings Reactor along, and is of no use to a bean. */
	private static final Pattern SPRING_CLOUD = Pattern.compile("spring-cloud-|armeria-");

	private final String others;

	Suite(String others) {
		this.others = others;
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
		return all;
	}

	private static String without(Pattern libraries, String classPath) {
		return Stream.of(classPath.split(File.pathSeparator))
			.filter((entry) -> !libraries.matcher(new File(entry).getName()).lookingAt())
			.collect(Collectors.joining(File.pathSeparator));
	}

	String[] selections() {
		return Selections.names();
	}

	int warmups(Effort effort) {
		return effort.warmups();
	}

	boolean runsOn(int threads) {
		return threads > 0;
	}

}
