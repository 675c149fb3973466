package io.hapool.archunit;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.function.Supplier;

import io.hapool.annotation.HighlyAvailable;
import org.jspecify.annotations.Nullable;

/**
 * Classes that call their own annotated methods, each in its own way.
 */
final class SelfInvocations {

	private SelfInvocations() {
	}

	@HighlyAvailable("billing")
	@Retention(RetentionPolicy.RUNTIME)
	@interface Billed {

	}

	static class Direct {

		void report() {
			find();
		}

		@HighlyAvailable("billing")
		public void find() {
		}

	}

	static class ByMetaAnnotation {

		void report() {
			find();
		}

		@Billed
		public void find() {
		}

	}

	@HighlyAvailable("billing")
	static class ByClass {

		void report() {
			find();
		}

		public void find() {
		}

	}

	@Billed
	static class ByMetaAnnotationOfClass {

		void report() {
			find();
		}

		public void find() {
		}

	}

	interface Finding {

		@HighlyAvailable("billing")
		void find();

	}

	static class ByInterface implements Finding {

		void report() {
			find();
		}

		@Override
		public void find() {
		}

	}

	static class Inheriting extends Base {

		void report() {
			find();
		}

	}

	static class BySuper extends Base {

		void report() {
			super.find();
		}

	}

	abstract static class Template {

		void report() {
			find();
		}

		protected abstract void find();

	}

	static class Filled extends Template {

		@Override
		@HighlyAvailable("billing")
		protected void find() {
		}

	}

	static class ByLambda {

		Runnable report() {
			return () -> find("7");
		}

		@HighlyAvailable("billing")
		public void find(String id) {
		}

	}

	static class ByReference {

		Supplier<String> report() {
			return this::find;
		}

		@HighlyAvailable("billing")
		public String find() {
			return "7";
		}

	}

	static class ByInnerClass {

		Runnable report() {
			return new Runnable() {

				@Override
				public void run() {
					find();
				}

			};
		}

		@HighlyAvailable("billing")
		public void find() {
		}

	}

	static class Base {

		@HighlyAvailable("billing")
		public void find() {
		}

	}

	/** None of these goes past a proxy, or none of the methods is annotated. */
	static class Good extends Base implements Finding {

		private final Direct other;

		private final Finding self;

		Good(Direct other, Finding self) {
			this.other = other;
			this.self = self;
		}

		@Override
		public void find() {
			super.find();
			find("7");
		}

		void find(String id) {
			this.other.find();
			this.self.find();
			List.of(this.other).forEach(Direct::find);
		}

	}

	@HighlyAvailable("billing")
	static class GoodByClass {

		private @Nullable String name;

		public String find() {
			return parse(describe()) + this;
		}

		static String describe() {
			return "described";
		}

		String parse(String text) {
			return text + hashCode() + toString();
		}

		@Override
		public String toString() {
			return "named " + this.name;
		}

	}

	static class GoodNested {

		@HighlyAvailable("billing")
		public void find() {
		}

		static class Caller {

			private final GoodNested bean = new GoodNested();

			void report() {
				this.bean.find();
			}

		}

	}

}
