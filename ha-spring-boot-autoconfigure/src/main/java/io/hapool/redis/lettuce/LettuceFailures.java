package io.hapool.redis.lettuce;

import io.hapool.pool.Outcome;
import io.hapool.redis.RedisFailureClassifier;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.PartitionException;
import org.jspecify.annotations.Nullable;

/**
 * What Lettuce's exceptions mean.
 */
final class LettuceFailures implements RedisFailureClassifier.Driver {

	@Override
	public boolean isItsOwn(Throwable link) {
		return link instanceof RedisException;
	}

	@Override
	public boolean isErrorReply(Throwable link) {
		return link instanceof RedisCommandExecutionException && link.getMessage() != null;
	}

	@Override
	public @Nullable Outcome outcomeOf(Throwable link) {
		if (link instanceof RedisCommandInterruptedException) {
			return Outcome.CANCELLED;
		}
		// thrown while connecting only, the handshake included
		if (link instanceof RedisConnectionException || link instanceof PartitionException) {
			return Outcome.NOT_SENT;
		}
		if (link instanceof RedisCommandTimeoutException) {
			return Outcome.MAYBE_APPLIED;
		}
		return (link instanceof RedisException) ? outcomeOfText(String.valueOf(link.getMessage())) : null;
	}

	@Override
	public @Nullable Outcome outcomeOfText(String text) {
		if (text.startsWith("Currently not connected") || text.startsWith("Connection is closed")
				|| text.startsWith("Request queue size exceeded")) {
			return Outcome.NOT_SENT;
		}
		boolean cut = text.startsWith("Connection closed") || text.startsWith("Connection disconnected")
				|| text.startsWith("Connection reset") || text.contains("ClosedChannelException")
				|| text.contains("timed out");
		return cut ? Outcome.MAYBE_APPLIED : null;
	}

}
