package io.hapool.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

import io.hapool.redis.TemplateOperations.Call;
import io.hapool.redis.connection.Readable;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisConnectionUtils;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What operations answer or throw, and what they leave behind, as text.
 */
final class TemplateAnswers {

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private final SampleData data;

	TemplateAnswers(SampleData data) {
		this.data = data;
	}

	/** Carries out each call on the same data. */
	<T> List<String> of(List<Call<T>> calls, Function<Call<T>, @Nullable Object> way) {
		List<String> answers = new ArrayList<>();
		for (Call<T> call : calls) {
			data.reset();
			String answer = of(() -> ordered(call, way.apply(call)));
			if (call.answerVaries()) {
				answer = answer.equals("null") ? "nothing" : "something";
			}
			answers.add(call.name() + " = " + answer + ", leaves " + data.digest() + unbound());
		}
		return answers;
	}

	/** A scan promises no order. */
	private static @Nullable Object ordered(Call<?> call, @Nullable Object answer) {
		return (answer instanceof Flux<?> found && call.method().getName().equals("scan"))
				? found.map(TemplateAnswers::text).sort() : answer;
	}

	/**
	 * Returns an answer, or a failure with its causes, without what differs each time.
	 */
	static String of(Callable<@Nullable Object> call) {
		try {
			return text(call.call());
		}
		catch (Exception ex) {
			StringBuilder chain = new StringBuilder("throws");
			for (Throwable failure = ex; failure != null; failure = failure.getCause()) {
				chain.append(" <- ").append(isMadeByTheJvm(failure) ? failure.getClass() : Readable.of(failure));
			}
			return masked(chain.toString());
		}
	}

	/** From a method that has thrown it often it has no message any more. */
	private static boolean isMadeByTheJvm(Throwable failure) {
		return failure instanceof NullPointerException || failure instanceof ClassCastException;
	}

	/** Takes from the thread what a cursor in a session leaves there. */
	static String unbound() {
		Set<Object> factories = Set.copyOf(TransactionSynchronizationManager.getResourceMap().keySet());
		for (Object factory : factories) {
			while (TransactionSynchronizationManager.hasResource(factory)) {
				RedisConnectionUtils.unbindConnection((RedisConnectionFactory) factory);
			}
		}
		return factories.isEmpty() ? "" : " and a connection";
	}

	private static String text(@Nullable Object answer) {
		if (answer instanceof Publisher<?> publisher) {
			return text(Flux.from(publisher).map(TemplateAnswers::text).collectList().block(LONGEST));
		}
		if (answer instanceof RedisOperations) {
			return "a template";
		}
		if (answer != null && answer.getClass().getName().contains("Proxy")) {
			return "a proxy of " + Arrays.toString(answer.getClass().getInterfaces());
		}
		return masked(Readable.of(answer));
	}

	private static String masked(String text) {
		return text.replaceAll("@[0-9a-f]{4,8}\\b", "@id")
			.replaceAll("0x[0-9a-f]{16}", "address")
			.replaceAll("(idle|inactive|elapsedTimeSinceLastDeliveryMS)(=|: )\\d+", "$1");
	}

}
