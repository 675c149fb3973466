package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.hapool.aop.ReturnTypes.Form;
import kotlin.Metadata;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a fallback may return instead of the annotated method.
 */
class ReturnTypesTests {

	@Test
	void valueFitsItsTypeAndItsSupertypes() {
		assertThat(fit("number", "integer")).isEqualTo(Form.PLAIN);
		assertThat(fit("integer", "number")).isNull();
		assertThat(fit("number", "stage")).isNull();
		assertThat(fit("primitive", "integer")).isEqualTo(Form.PLAIN);
		assertThat(fit("nothing", "nothing")).isEqualTo(Form.PLAIN);
		assertThat(fit("number", "nothing")).isNull();
	}

	@Test
	void stageMayBeGivenByItsValueOrByAStage() {
		assertThat(fit("stage", "number")).isEqualTo(Form.PLAIN);
		assertThat(fit("stage", "integer")).isEqualTo(Form.PLAIN);
		assertThat(fit("stage", "future")).isEqualTo(Form.WRAPPED);
		assertThat(fit("future", "stage")).isNull();
		assertThat(fit("future", "ownFuture")).isEqualTo(Form.WRAPPED);
		assertThat(fit("stage", "futureOfText")).isNull();
		assertThat(fit("stage", "text")).isNull();
	}

	@Test
	void stageOfNothingMayBeGivenByNothing() {
		assertThat(fit("futureOfNothing", "nothing")).isEqualTo(Form.PLAIN);
		assertThat(fit("futureOfNothing", "futureOfNothing")).isEqualTo(Form.WRAPPED);
		assertThat(fit("futureOfNothing", "text")).isNull();
		assertThat(fit("stage", "nothing")).isNull();
	}

	@Test
	void stageOfAnythingMayBeGivenByAnythingButAFutureOfAFuture() {
		assertThat(fit("rawStage", "text")).isEqualTo(Form.PLAIN);
		assertThat(fit("stageOfAnything", "text")).isEqualTo(Form.PLAIN);
		assertThat(fit("stageOfAnything", "future")).isEqualTo(Form.WRAPPED);
		assertThat(fit("futureOfObject", "stage")).isNull();
	}

	@Test
	void publisherMayBeGivenByItsValueOrByItsLike() {
		assertThat(fit("mono", "text")).isEqualTo(Form.PLAIN);
		assertThat(fit("mono", "mono")).isEqualTo(Form.WRAPPED);
		assertThat(fit("mono", "flux")).isNull();
		assertThat(fit("mono", "number")).isNull();
		assertThat(fit("monoOfNothing", "nothing")).isEqualTo(Form.PLAIN);
		assertThat(fit("flux", "text")).isEqualTo(Form.PLAIN);
		assertThat(fit("flux", "flux")).isEqualTo(Form.WRAPPED);
		assertThat(fit("flux", "mono")).isNull();
		assertThat(fit("text", "mono")).isNull();
	}

	@Test
	void suspendingFunctionMayBeGivenByItsValueOrByAMono() {
		assertThat(fit("suspending", "text")).isEqualTo(Form.PLAIN);
		assertThat(fit("suspending", "mono")).isEqualTo(Form.WRAPPED);
		assertThat(fit("suspending", "number")).isNull();
		assertThat(fit("suspending", "futureOfText")).isNull();
		assertThat(fit("suspendingUnit", "nothing")).isEqualTo(Form.PLAIN);
		assertThat(fit("suspendingUnit", "text")).isNull();
	}

	private static @Nullable Form fit(String annotated, String fallback) {
		return ReturnTypes.of(method(annotated), Subject.class).fit(ReturnTypes.of(method(fallback), Subject.class));
	}

	private static Method method(String name) {
		List<Method> found = Arrays.stream(Subject.class.getDeclaredMethods())
			.filter((method) -> method.getName().equals(name))
			.toList();
		assertThat(found).hasSize(1);
		return found.get(0);
	}

	static class OwnFuture extends CompletableFuture<Number> {

	}

	@Metadata
	@SuppressWarnings("rawtypes")
	interface Subject {

		Mono<String> mono();

		Mono<Void> monoOfNothing();

		Flux<String> flux();

		/** As Kotlin compiles {@code suspend fun suspending(id: String): String}. */
		Object suspending(String id, Continuation<? super String> continuation);

		Object suspendingUnit(Continuation<? super Unit> continuation);

		Number number();

		Integer integer();

		int primitive();

		void nothing();

		String text();

		CompletionStage<Number> stage();

		CompletableFuture<Number> future();

		OwnFuture ownFuture();

		CompletableFuture<String> futureOfText();

		CompletableFuture<Void> futureOfNothing();

		CompletionStage rawStage();

		CompletionStage<?> stageOfAnything();

		CompletableFuture<Object> futureOfObject();

	}

}
