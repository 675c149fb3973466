package io.hapool.benchmarks;

import java.util.Map;
import java.util.TreeMap;

import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What was measured.
 *
 * @param benchmark class and method, without package
 * @param parameters the parameters of the class by name
 */
record Subject(String benchmark, Map<String, String> parameters) {

	static Subject of(BenchmarkParams parameters) {
		String name = parameters.getBenchmark();
		String benchmark = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
		Map<String, String> values = new TreeMap<>();
		parameters.getParamsKeys().forEach((key) -> values.put(key, parameters.getParam(key)));
		return new Subject(benchmark, values);
	}

}
