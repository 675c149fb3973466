package io.hapool.aop;

import java.util.concurrent.CompletableFuture;

import io.hapool.context.CallContext;
import io.hapool.reactive.Recovery;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * The answers of one invocation that returns a publisher.
 *
 * @param call of the method
 * @param invocation of it
 */
record PublisherAnswers(BoundCall call, ProxyMethodInvocation invocation) implements Recovery {

	@Override
	public boolean fits(Throwable failure) {
		call.ended(failure);
		return call.answers().find(failure) != null;
	}

	@Override
	public CompletableFuture<@Nullable Object> answer(Throwable failure, CallContext context) {
		Fallback fallback = call.answers().find(failure);
		if (fallback == null) {
			return CompletableFuture.<@Nullable Object>failedFuture(failure);
		}
		return call.answers().answerSoon(fallback, invocation, failure, context);
	}

}
