package io.hapool.redis.jedis;

import java.net.Socket;

import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/**
 * Opens sockets that are known from then on.
 */
final class KnownSocketFactory extends DefaultJedisSocketFactory {

	private final KnownSockets known;

	KnownSocketFactory(HostAndPort address, JedisClientConfig config, KnownSockets known) {
		super(address, config);
		this.known = known;
	}

	@Override
	public Socket createSocket() {
		known.requireAdmitted();
		Socket socket = super.createSocket();
		known.follow(socket);
		return socket;
	}

}
