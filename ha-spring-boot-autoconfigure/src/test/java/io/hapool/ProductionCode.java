package io.hapool;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/**
 * What users run: neither the tests of this module nor the test-jar of another.
 */
public final class ProductionCode implements ImportOption {

	private final ImportOption noTests = new DoNotIncludeTests();

	@Override
	public boolean includes(Location location) {
		return noTests.includes(location) && !location.contains("-tests.jar");
	}

}
