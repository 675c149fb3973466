package io.hapool.sample.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Redis servers of the sample. They know nothing of each other: what is written to
 * one is not on the other.
 */
public final class RedisServers implements AutoCloseable {

	private final List<RedisServer> servers;

	private RedisServers(List<RedisServer> servers) {
		this.servers = servers;
	}

	/**
	 * Starts the servers, each on a free port, and waits until they serve.
	 * @return the servers, to be closed by the caller
	 */
	public static RedisServers start() {
		List<RedisServer> servers = new ArrayList<>();
		try {
			servers.add(RedisServer.start("east"));
			servers.add(RedisServer.start("west"));
			return new RedisServers(List.copyOf(servers));
		}
		catch (RuntimeException ex) {
			servers.forEach(RedisServer::close);
			throw ex;
		}
	}

	/**
	 * Returns all servers.
	 * @return in order of their names
	 */
	public List<RedisServer> all() {
		return servers;
	}

	/**
	 * Returns a server if there is one.
	 * @param name its name
	 * @return the server
	 */
	public Optional<RedisServer> find(String name) {
		return servers.stream().filter((server) -> server.name().equals(name)).findFirst();
	}

	/**
	 * Kills all processes.
	 */
	@Override
	public void close() {
		servers.forEach(RedisServer::close);
	}

}
