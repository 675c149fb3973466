package io.hapool.aop;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.URI;
import java.util.ArrayList;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;

import static org.assertj.core.api.Assertions.assertThat;

class AnnotatedTypesTests {

	@ParameterizedTest
	@ValueSource(classes = { OnMethod.class, OnPrivateMethod.class, OnType.class, OfType.class, OfSuperclass.class,
			OfInterface.class, OfInterfaceOfSuperclass.class, OfDefaultMethod.class, Composed.class,
			ComposedTwice.class, OnParameter.class, Declared.class })
	void typesWithAnnotationsAreIncluded(Class<?> type) {
		assertThat(AnnotatedTypes.include(type)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(classes = { Plain.class, WithOthers.class, Outer.class, ArrayList.class, Object.class, Runnable.class,
			Deprecated.class })
	void othersAreNot(Class<?> type) {
		assertThat(AnnotatedTypes.include(type)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(classes = { OnMethod.class, OnType.class })
	void generatedSubclassesAreIncluded(Class<?> type) {
		assertThat(AnnotatedTypes.include(Enhancer.create(type, NoOp.INSTANCE).getClass())).isTrue();
	}

	static class OnMethod {

		@HighlyAvailable("billing")
		void call() {
		}

	}

	static class OnPrivateMethod {

		@HighlyAvailable("billing")
		private void call() {
		}

	}

	@HighlyAvailable("billing")
	static class OnType {

	}

	static class OfType extends OnType {

	}

	static class OfSuperclass extends OnMethod {

	}

	interface Declared {

		@HighlyAvailable("billing")
		void call();

	}

	static class OfInterface implements Declared {

		@Override
		public void call() {
		}

	}

	static class OfInterfaceOfSuperclass extends OfInterface {

	}

	interface Default {

		@HighlyAvailable("billing")
		default void call() {
		}

	}

	static class OfDefaultMethod implements Default {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@HighlyAvailable("billing")
	@interface Billing {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Billing
	@interface Invoices {

	}

	static class Composed {

		@Billing
		void call() {
		}

	}

	@Invoices
	static class ComposedTwice {

	}

	static class OnParameter {

		void call(String text, @Leased URI endpoint) {
		}

	}

	static class Plain {

		void call(String text) {
		}

	}

	static class WithOthers {

		@Deprecated
		void call(@SafeParameter String text) {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface SafeParameter {

	}

	static class Outer {

		static class Inner extends OnMethod {

		}

	}

}
