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
	CALLS("\\.(AnnotationBenchmark|ScaleBenchmark)\\.") {
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
			return Stream.of(all.split(File.pathSeparator))
				.filter((entry) -> !LEFT_OUT.matcher(new File(entry).getName()).lookingAt())
				.collect(Collectors.joining(File.pathSeparator));
		}

		@Override
		int warmups(Effort effort) {
			return effort.deepWarmups();
		}
	},

	/** The engine with few and with many endpoints. */
	SCALE("^(?!.*\\.ScaleBenchmark\\.)") {
		@Override
		boolean runsOn(int threads) {
			return threads == 1;
		}
	};

	private static final Pattern LEFT_OUT = Pattern.compile("reactor-|reactive-streams-|spring-cloud-|armeria-");

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
