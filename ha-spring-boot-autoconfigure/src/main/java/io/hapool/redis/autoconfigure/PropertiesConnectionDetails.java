package io.hapool.redis.autoconfigure;

import java.util.List;

import io.hapool.pool.autoconfigure.InvalidPoolException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * Where a database is according to its properties, which mean what they mean to Spring
 * Boot.
 */
final class PropertiesConnectionDetails implements DataRedisConnectionDetails {

	private final String prefix;

	private final DataRedisProperties properties;

	private final @Nullable SslBundles bundles;

	private final @Nullable RedisUrl url;

	PropertiesConnectionDetails(String prefix, DataRedisProperties properties, @Nullable SslBundles bundles) {
		this.prefix = prefix;
		this.properties = properties;
		this.bundles = bundles;
		this.url = (properties.getUrl() != null) ? RedisUrl.parse(prefix + ".url", properties.getUrl()) : null;
	}

	@Override
	public @Nullable String getUsername() {
		return (url != null) ? url.username() : properties.getUsername();
	}

	@Override
	public @Nullable String getPassword() {
		return (url != null) ? url.password() : properties.getPassword();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		if (!properties.getSsl().isEnabled()) {
			return null;
		}
		String bundle = properties.getSsl().getBundle();
		return StringUtils.hasLength(bundle) ? bundle(bundle) : SslBundle.systemDefault();
	}

	@Override
	public Standalone getStandalone() {
		return (url != null) ? Standalone.of(url.host(), url.port(), url.database())
				: Standalone.of(properties.getHost(), properties.getPort(), properties.getDatabase());
	}

	@Override
	public @Nullable Sentinel getSentinel() {
		DataRedisProperties.Sentinel sentinel = properties.getSentinel();
		if (sentinel == null) {
			return null;
		}
		String master = sentinel.getMaster();
		if (!StringUtils.hasText(master)) {
			throw new InvalidPoolException(prefix + ".sentinel.master", "missing (expected: a name)",
					"Write the name by which the Sentinels know the master.");
		}
		return new NamedMaster(getStandalone().getDatabase(), master, nodes("sentinel.nodes", sentinel.getNodes()),
				sentinel);
	}

	@Override
	public @Nullable Cluster getCluster() {
		DataRedisProperties.Cluster cluster = properties.getCluster();
		if (cluster == null) {
			return null;
		}
		List<Node> nodes = nodes("cluster.nodes", cluster.getNodes());
		return () -> nodes;
	}

	@Override
	public @Nullable MasterReplica getMasterReplica() {
		DataRedisProperties.Masterreplica masterReplica = properties.getMasterreplica();
		if (masterReplica == null) {
			return null;
		}
		List<Node> nodes = nodes("masterreplica.nodes", masterReplica.getNodes());
		return () -> nodes;
	}

	private SslBundle bundle(String name) {
		String property = prefix + ".ssl.bundle";
		String remedy = "Define spring.ssl.bundle.jks." + name + " or spring.ssl.bundle.pem." + name
				+ ", or name one that is defined.";
		if (bundles == null) {
			throw new InvalidPoolException(property, name + " (expected: an SSL bundle; there are none)", remedy);
		}
		try {
			return bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidPoolException(property, name + " (expected: one of " + bundles.getBundleNames() + ")",
					remedy);
		}
	}

	private List<Node> nodes(String key, @Nullable List<String> nodes) {
		if (nodes == null || nodes.isEmpty()) {
			throw new InvalidPoolException(prefix + "." + key, "empty (expected: at least one node)",
					"Write host:port, several in a list.");
		}
		return nodes.stream().map((node) -> node(prefix + "." + key, node)).toList();
	}

	private static Node node(String property, String node) {
		int colon = node.lastIndexOf(':');
		try {
			return new Node(node.substring(0, Math.max(colon, 0)), Integer.parseInt(node.substring(colon + 1).trim()));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPoolException(property, node + " (expected: host:port)",
					"Write host:port, several in a list.");
		}
	}

	private record NamedMaster(int database, String master, List<Node> nodes,
			DataRedisProperties.Sentinel properties) implements Sentinel {

		@Override
		public int getDatabase() {
			return database;
		}

		@Override
		public String getMaster() {
			return master;
		}

		@Override
		public List<Node> getNodes() {
			return nodes;
		}

		@Override
		public @Nullable String getUsername() {
			return properties.getUsername();
		}

		@Override
		public @Nullable String getPassword() {
			return properties.getPassword();
		}

	}

}
