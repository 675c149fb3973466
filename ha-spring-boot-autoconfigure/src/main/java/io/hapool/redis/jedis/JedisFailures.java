package io.hapool.redis.jedis;

import java.util.NoSuchElementException;

import io.hapool.pool.Outcome;
import io.hapool.redis.RedisFailureClassifier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What Jedis' exceptions mean.
 */
final class JedisFailures implements RedisFailureClassifier.Driver {

	@Override
	public boolean isItsOwn(Throwable link) {
		return link instanceof JedisException;
	}

	@Override
	public boolean isErrorReply(Throwable link) {
		return link instanceof JedisDataException && link.getMessage() != null;
	}

	@Override
	public @Nullable Outcome outcomeOf(Throwable link) {
		if (link instanceof NotSentException || link.getCause() instanceof NotSentException) {
			return Outcome.NOT_SENT;
		}
		if (link instanceof TransactionLostException) {
			return Outcome.NOT_EXECUTED;
		}
		if (link instanceof JedisClusterOperationException) {
			// the last of several tries: what became of the others it does not say
			return String.valueOf(link.getMessage()).startsWith("Could not initialize") ? Outcome.NOT_SENT
					: Outcome.MAYBE_APPLIED;
		}
		if (link instanceof JedisConnectionException) {
			// what giving back the broken connection met afterwards is among the
			// suppressed
			Outcome connecting = outcomeOfText(String.valueOf(link.getMessage()));
			return (connecting != null) ? connecting : Outcome.MAYBE_APPLIED;
		}
		boolean pool = link instanceof JedisException && link.getCause() instanceof NoSuchElementException;
		// the connections are all in use: that is our limit, and no other database's
		// matter
		return pool ? Outcome.EXEMPT : null;
	}

	@Override
	public @Nullable Outcome outcomeOfText(String text) {
		boolean connecting = text.startsWith("Failed to connect to") || text.startsWith("Failed to create")
				|| text.startsWith("All sentinels down");
		return connecting ? Outcome.NOT_SENT : null;
	}

}
