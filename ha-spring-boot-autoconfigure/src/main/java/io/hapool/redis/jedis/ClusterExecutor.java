package io.hapool.redis.jedis;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.StaticCommandFlagsRegistry;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.executors.ClusterCommandExecutor;

/**
 * Jedis' own, which tries a command elsewhere until the database is aborted, but does not
 * send once more what may have been carried out.
 */
final class ClusterExecutor extends ClusterCommandExecutor {

	private static final long LONGEST_PAUSE_MILLIS = 50;

	private final ClusterProvider nodes;

	private final @Nullable Patience patience;

	ClusterExecutor(ClusterProvider nodes, int attempts, Duration retries, @Nullable Patience patience) {
		super(nodes, attempts, retries, StaticCommandFlagsRegistry.registry());
		this.nodes = nodes;
		this.patience = patience;
	}

	@Override
	protected <T> T execute(Connection connection, CommandObject<T> command) {
		nodes.sending(command.getArguments());
		try {
			T result = (patience != null) ? patience.execute(connection, command) : super.execute(connection, command);
			nodes.answered();
			return result;
		}
		catch (NotSentException ex) {
			throw ex;
		}
		catch (JedisConnectionException ex) {
			nodes.endIfAborted(null);
			nodes.answered();
			nodes.renewSlotCache();
			throw new JedisClusterOperationException("The connection to a node failed while it carried out the command",
					ex);
		}
	}

	@Override
	protected void sleep(long millis) {
		nodes.endIfAborted(null);
		super.sleep(Math.min(millis, LONGEST_PAUSE_MILLIS));
		nodes.endIfAborted(null);
	}

}
