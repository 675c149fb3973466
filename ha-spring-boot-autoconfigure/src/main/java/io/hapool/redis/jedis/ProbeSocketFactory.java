package io.hapool.redis.jedis;

import java.net.Socket;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.util.IOUtils;

/**
 * Opens the one socket of a probe, and closes it from outside.
 */
final class ProbeSocketFactory extends DefaultJedisSocketFactory {

	private volatile @Nullable Socket socket;

	ProbeSocketFactory(HostAndPort address, JedisClientConfig config) {
		super(address, config);
	}

	@Override
	public Socket createSocket() {
		Socket opened = super.createSocket();
		socket = opened;
		return opened;
	}

	void closeSocket() {
		IOUtils.closeQuietly(socket);
	}

}
