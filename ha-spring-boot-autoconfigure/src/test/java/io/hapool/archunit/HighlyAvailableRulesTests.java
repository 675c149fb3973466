package io.hapool.archunit;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.EvaluationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HighlyAvailableRulesTests {

	@ParameterizedTest
	@ValueSource(classes = { SelfInvocations.Direct.class, SelfInvocations.ByMetaAnnotation.class,
			SelfInvocations.ByClass.class, SelfInvocations.ByMetaAnnotationOfClass.class,
			SelfInvocations.ByInterface.class, SelfInvocations.Inheriting.class, SelfInvocations.BySuper.class,
			SelfInvocations.ByLambda.class, SelfInvocations.ByReference.class })
	void selfInvocationIsFound(Class<?> type) {
		assertThat(evaluate(type).getFailureReport().getDetails()).singleElement()
			.asString()
			.contains(type.getName() + ".report()>", ".find(");
	}

	@Test
	void selfInvocationByAnInnerClassIsFound() throws ClassNotFoundException {
		Class<?> inner = Class.forName(SelfInvocations.ByInnerClass.class.getName() + "$1");

		assertThat(evaluate(SelfInvocations.ByInnerClass.class, inner).getFailureReport().getDetails()).singleElement()
			.asString()
			.contains(inner.getName() + ".run()>", ".find(");
	}

	@Test
	void selfInvocationOfWhatASubclassAnnotatesIsFound() {
		assertThat(evaluate(SelfInvocations.Template.class).hasViolation()).isFalse();
		assertThat(
				evaluate(SelfInvocations.Template.class, SelfInvocations.Filled.class).getFailureReport().getDetails())
			.singleElement()
			.asString()
			.contains(SelfInvocations.Template.class.getName() + ".report()>");
	}

	@ParameterizedTest
	@ValueSource(classes = { SelfInvocations.Good.class, SelfInvocations.GoodByClass.class,
			SelfInvocations.GoodNested.class, SelfInvocations.GoodNested.Caller.class })
	void otherCallsAreAllowed(Class<?> type) {
		assertThat(evaluate(type).getFailureReport().getDetails()).isEmpty();
	}

	@Test
	void violationSaysWhatToDo() {
		JavaClasses classes = new ClassFileImporter().importClasses(SelfInvocations.Direct.class);

		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> HighlyAvailableRules.NO_CLASS_CALLS_ITS_OWN_HIGHLY_AVAILABLE_METHODS.check(classes))
			.withMessageMatching(
					"(?s)Architecture Violation \\[Priority: MEDIUM\\] - Rule 'no class should call its own "
							+ "@HighlyAvailable methods, because such a call does not pass the proxy, and the method would "
							+ "run once and without an endpoint' was violated \\(1 times\\):\\R"
							+ "Method <io.hapool.archunit.SelfInvocations\\$Direct.report\\(\\)> calls method "
							+ "<io.hapool.archunit.SelfInvocations\\$Direct.find\\(\\)> in \\(SelfInvocations.java:\\d+\\): "
							+ "@HighlyAvailable does not see this call, so find would run without an endpoint; move find to "
							+ "a bean of its own and call it there");
	}

	private static EvaluationResult evaluate(Class<?>... types) {
		return HighlyAvailableRules.NO_CLASS_CALLS_ITS_OWN_HIGHLY_AVAILABLE_METHODS
			.evaluate(new ClassFileImporter().importClasses(types));
	}

}
