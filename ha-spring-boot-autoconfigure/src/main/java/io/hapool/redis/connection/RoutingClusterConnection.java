package io.hapool.redis.connection;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.hapool.redis.command.WireCommands;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ClusterInfo;
import org.springframework.data.redis.connection.RedisClusterCommands;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisClusterNode.SlotRange;
import org.springframework.data.redis.connection.RedisClusterServerCommands;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

/**
 * A connection over databases that are clusters. A command that names a node ties it to
 * the database whose node that is.
 */
@NullUnmarked // as the interface
final class RoutingClusterConnection extends RoutingConnection implements RedisClusterConnection {

	private @Nullable RedisClusterCommands clusterCommands;

	private @Nullable RedisClusterServerCommands serverCommands;

	RoutingClusterConnection(ConnectionRoute route, Shared shared) {
		super(route, shared);
	}

	@Override
	public RedisClusterCommands clusterCommands() {
		if (clusterCommands == null) {
			clusterCommands = Facet.of(RedisClusterCommands.class, route(), (c) -> cluster(c).clusterCommands());
		}
		return clusterCommands;
	}

	@Override
	public RedisClusterServerCommands serverCommands() {
		if (serverCommands == null) {
			serverCommands = shared().notifications()
				.learningFrom(RedisClusterServerCommands.class,
						Facet.of(RedisClusterServerCommands.class, route(), (c) -> cluster(c).serverCommands()));
		}
		return serverCommands;
	}

	@Override
	public String ping(RedisClusterNode node) {
		return route().tie(Tie.STATE, (connection) -> cluster(connection).ping(node));
	}

	@Override
	public Set<byte[]> keys(RedisClusterNode node, byte[] pattern) {
		return route().tie(Tie.STATE, (connection) -> cluster(connection).keys(node, pattern));
	}

	@Override
	public byte[] randomKey(RedisClusterNode node) {
		return route().tie(Tie.STATE, (connection) -> cluster(connection).randomKey(node));
	}

	@Override
	@SuppressWarnings("unchecked")
	public Cursor<byte[]> scan(RedisClusterNode node, ScanOptions options) {
		return (Cursor<byte[]>) route().open((connection) -> cluster(connection).scan(node, options));
	}

	@Override
	public <T> T execute(String command, byte[] key, Collection<byte[]> arguments) {
		byte[][] all = new byte[arguments.size() + 1][];
		all[0] = key;
		int next = 1;
		for (byte[] argument : arguments) {
			all[next++] = argument;
		}
		return route().run(WireCommands.conduct(command, all),
				(connection) -> cluster(connection).execute(command, key, arguments));
	}

	@Override
	public Iterable<RedisClusterNode> clusterGetNodes() {
		return clusterCommands().clusterGetNodes();
	}

	@Override
	public Collection<RedisClusterNode> clusterGetReplicas(RedisClusterNode master) {
		return clusterCommands().clusterGetReplicas(master);
	}

	@Override
	public Map<RedisClusterNode, Collection<RedisClusterNode>> clusterGetMasterReplicaMap() {
		return clusterCommands().clusterGetMasterReplicaMap();
	}

	@Override
	public Integer clusterGetSlotForKey(byte[] key) {
		return clusterCommands().clusterGetSlotForKey(key);
	}

	@Override
	public RedisClusterNode clusterGetNodeForSlot(int slot) {
		return clusterCommands().clusterGetNodeForSlot(slot);
	}

	@Override
	public RedisClusterNode clusterGetNodeForKey(byte[] key) {
		return clusterCommands().clusterGetNodeForKey(key);
	}

	@Override
	public ClusterInfo clusterGetClusterInfo() {
		return clusterCommands().clusterGetClusterInfo();
	}

	@Override
	public void clusterAddSlots(RedisClusterNode node, int... slots) {
		clusterCommands().clusterAddSlots(node, slots);
	}

	@Override
	public void clusterAddSlots(RedisClusterNode node, SlotRange range) {
		clusterCommands().clusterAddSlots(node, range);
	}

	@Override
	public Long clusterCountKeysInSlot(int slot) {
		return clusterCommands().clusterCountKeysInSlot(slot);
	}

	@Override
	public void clusterDeleteSlots(RedisClusterNode node, int... slots) {
		clusterCommands().clusterDeleteSlots(node, slots);
	}

	@Override
	public void clusterDeleteSlotsInRange(RedisClusterNode node, SlotRange range) {
		clusterCommands().clusterDeleteSlotsInRange(node, range);
	}

	@Override
	public void clusterForget(RedisClusterNode node) {
		clusterCommands().clusterForget(node);
	}

	@Override
	public void clusterMeet(RedisClusterNode node) {
		clusterCommands().clusterMeet(node);
	}

	@Override
	public void clusterSetSlot(RedisClusterNode node, int slot, AddSlots mode) {
		clusterCommands().clusterSetSlot(node, slot, mode);
	}

	@Override
	public List<byte[]> clusterGetKeysInSlot(int slot, Integer count) {
		return clusterCommands().clusterGetKeysInSlot(slot, count);
	}

	@Override
	public void clusterReplicate(RedisClusterNode master, RedisClusterNode replica) {
		clusterCommands().clusterReplicate(master, replica);
	}

	private static RedisClusterConnection cluster(RedisConnection connection) {
		return (RedisClusterConnection) connection;
	}

}
