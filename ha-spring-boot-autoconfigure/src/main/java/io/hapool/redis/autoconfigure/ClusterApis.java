package io.hapool.redis.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.hapool.pool.autoconfigure.InvalidPoolException;
import io.hapool.pool.autoconfigure.PoolProperties.Ssl;
import io.hapool.redis.enterprise.ClusterApi;
import io.hapool.redis.enterprise.ClusterApi.Address;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.MasterReplica;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

import static io.hapool.redis.autoconfigure.RedisProperties.orElse;

/**
 * Turns what is said of lag-aware checks into the way to ask a cluster.
 */
final class ClusterApis {

	private static final int PORT = 9443;

	/** As redis-py and Jedis have it. */
	private static final Duration TOLERANCE = Duration.ofSeconds(5);

	private ClusterApis() {
	}

	/**
	 * @param property what the settings stand under
	 * @param timeout how long each answer may take
	 */
	static ClusterApi resolve(String property, RedisProperties.LagAware said, DataRedisConnectionDetails details,
			Duration timeout, @Nullable SslBundles bundles) {
		Set<Address> addresses = addresses(property, details);
		String url = orElse(said.url(), "https://" + addresses.iterator().next().host() + ":" + PORT);
		try {
			return new ClusterApi(uri(property, url), said.username(), said.password(), addresses,
					orElse(said.tolerance(), TOLERANCE), timeout, bundle(property, said.ssl(), bundles));
		}
		catch (IllegalArgumentException ex) {
			// its text begins with the name of the property
			String text = String.valueOf(ex.getMessage());
			int end = text.indexOf(':');
			throw new InvalidPoolException(property + text.substring("lag-aware".length(), end),
					text.substring(end + 1).trim(), "Write a value as it is expected.");
		}
	}

	private static URI uri(String property, String url) {
		try {
			return new URI(url);
		}
		catch (URISyntaxException ex) {
			// without the URI: there may be a password in it
			throw new InvalidPoolException(property + ".url", ex.getReason() + " at index " + ex.getIndex(),
					"Write a URI of http or https, such as https://cluster.example:9443.");
		}
	}

	private static @Nullable SslBundle bundle(String property, @Nullable Ssl ssl, @Nullable SslBundles bundles) {
		String name = (ssl != null) ? ssl.bundle() : null;
		if (name == null) {
			return null;
		}
		List<String> known = (bundles != null) ? bundles.getBundleNames() : List.of();
		if (bundles == null || !known.contains(name)) {
			throw new InvalidPoolException(property + ".ssl.bundle", "there is no SSL bundle \"" + name + "\"",
					known.isEmpty() ? "Define it under spring.ssl.bundle." : "Write one of " + known + ".");
		}
		return bundles.getBundle(name);
	}

	/** In the order in which Spring Boot looks for them. */
	private static Set<Address> addresses(String property, DataRedisConnectionDetails details) {
		Set<Address> addresses = new LinkedHashSet<>();
		Sentinel sentinel = details.getSentinel();
		Cluster cluster = details.getCluster();
		MasterReplica masterReplica = details.getMasterReplica();
		Standalone standalone = details.getStandalone();
		if (sentinel != null) {
			// their ports are those of the Sentinels
			sentinel.getNodes().forEach((node) -> addresses.add(new Address(node.host(), 0)));
		}
		else if (cluster != null) {
			add(addresses, cluster.getNodes());
		}
		else if (masterReplica != null) {
			add(addresses, masterReplica.getNodes());
		}
		else if (standalone != null) {
			addresses.add(new Address(standalone.getHost(), standalone.getPort()));
		}
		if (addresses.isEmpty()) {
			throw new InvalidPoolException(property, "the connection details name no server (expected: one)",
					"Let them return standalone, sentinel, cluster or masterReplica.");
		}
		return addresses;
	}

	private static void add(Set<Address> addresses, List<Node> nodes) {
		nodes.forEach((node) -> addresses.add(new Address(node.host(), node.port())));
	}

}
