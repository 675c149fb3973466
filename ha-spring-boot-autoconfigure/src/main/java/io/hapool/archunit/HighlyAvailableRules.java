package io.hapool.archunit;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/**
 * Rules for code that uses {@code @HighlyAvailable}, of what cannot be seen at the start.
 * They need ArchUnit on the test class path:
 *
 * <pre>
 * &#064;AnalyzeClasses(packages = "com.example", importOptions = DoNotIncludeTests.class)
 * class HighAvailabilityTests {
 *
 *     &#064;ArchTest
 *     static final ArchRule selfInvocation = HighlyAvailableRules.NO_CLASS_CALLS_ITS_OWN_HIGHLY_AVAILABLE_METHODS;
 *
 * }
 * </pre>
 */
public final class HighlyAvailableRules {

	/**
	 * No class calls its own annotated methods: such a call does not pass the proxy, so
	 * the method would run once and without an endpoint.
	 * <p>
	 * A method counts as annotated by {@code @HighlyAvailable} or an annotation that
	 * carries it, on itself, on a method that it overrides or implements, or, if it is
	 * public, on its class; in a subclass too. A call counts wherever it is written: in a
	 * lambda, as a method reference, in an inner class, to an inherited method, and by
	 * {@code super}, except from the method that overrides it.
	 * <p>
	 * Byte code does not tell this object from another one of its class: a bean that
	 * calls another bean of its class, or itself by its proxy, should do so by an
	 * interface.
	 */
	public static final ArchRule NO_CLASS_CALLS_ITS_OWN_HIGHLY_AVAILABLE_METHODS = ArchRuleDefinition.classes()
		.should(new CallThroughProxy())
		.as("no class should call its own @HighlyAvailable methods")
		.because("such a call does not pass the proxy, and the method would run once and without an endpoint")
		.allowEmptyShould(true);

	private HighlyAvailableRules() {
	}

}
