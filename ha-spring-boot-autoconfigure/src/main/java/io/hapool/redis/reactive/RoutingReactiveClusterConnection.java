package io.hapool.redis.reactive;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;

import io.hapool.redis.TopicListener;
import io.hapool.redis.pubsub.Listening;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ClusterInfo;
import org.springframework.data.redis.connection.ReactiveClusterCommands;
import org.springframework.data.redis.connection.ReactiveClusterGeoCommands;
import org.springframework.data.redis.connection.ReactiveClusterHashCommands;
import org.springframework.data.redis.connection.ReactiveClusterHyperLogLogCommands;
import org.springframework.data.redis.connection.ReactiveClusterKeyCommands;
import org.springframework.data.redis.connection.ReactiveClusterListCommands;
import org.springframework.data.redis.connection.ReactiveClusterNumberCommands;
import org.springframework.data.redis.connection.ReactiveClusterServerCommands;
import org.springframework.data.redis.connection.ReactiveClusterSetCommands;
import org.springframework.data.redis.connection.ReactiveClusterStreamCommands;
import org.springframework.data.redis.connection.ReactiveClusterStringCommands;
import org.springframework.data.redis.connection.ReactiveClusterZSetCommands;
import org.springframework.data.redis.connection.ReactiveRedisClusterConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisClusterNode.SlotRange;

/**
 * A reactive connection over databases that are clusters. A command that names a node
 * goes to the selected database alone.
 */
final class RoutingReactiveClusterConnection extends RoutingReactiveConnection
		implements ReactiveRedisClusterConnection {

	RoutingReactiveClusterConnection(ReactiveRoute route, Function<TopicListener, Listening> listening) {
		super(route, listening);
	}

	@Override
	public ReactiveClusterGeoCommands geoCommands() {
		return ReactiveFacet.of(ReactiveClusterGeoCommands.class, route(), ReactiveRedisConnection::geoCommands);
	}

	@Override
	public ReactiveClusterHashCommands hashCommands() {
		return ReactiveFacet.of(ReactiveClusterHashCommands.class, route(), ReactiveRedisConnection::hashCommands);
	}

	@Override
	public ReactiveClusterHyperLogLogCommands hyperLogLogCommands() {
		return ReactiveFacet.of(ReactiveClusterHyperLogLogCommands.class, route(),
				ReactiveRedisConnection::hyperLogLogCommands);
	}

	@Override
	public ReactiveClusterKeyCommands keyCommands() {
		return ReactiveFacet.of(ReactiveClusterKeyCommands.class, route(), ReactiveRedisConnection::keyCommands);
	}

	@Override
	public ReactiveClusterListCommands listCommands() {
		return ReactiveFacet.of(ReactiveClusterListCommands.class, route(), ReactiveRedisConnection::listCommands);
	}

	@Override
	public ReactiveClusterNumberCommands numberCommands() {
		return ReactiveFacet.of(ReactiveClusterNumberCommands.class, route(), ReactiveRedisConnection::numberCommands);
	}

	@Override
	public ReactiveClusterServerCommands serverCommands() {
		return ReactiveFacet.of(ReactiveClusterServerCommands.class, route(), ReactiveRedisConnection::serverCommands);
	}

	@Override
	public ReactiveClusterSetCommands setCommands() {
		return ReactiveFacet.of(ReactiveClusterSetCommands.class, route(), ReactiveRedisConnection::setCommands);
	}

	@Override
	public ReactiveClusterStreamCommands streamCommands() {
		return ReactiveFacet.of(ReactiveClusterStreamCommands.class, route(), ReactiveRedisConnection::streamCommands);
	}

	@Override
	public ReactiveClusterStringCommands stringCommands() {
		return ReactiveFacet.of(ReactiveClusterStringCommands.class, route(), ReactiveRedisConnection::stringCommands);
	}

	@Override
	public ReactiveClusterZSetCommands zSetCommands() {
		return ReactiveFacet.of(ReactiveClusterZSetCommands.class, route(), ReactiveRedisConnection::zSetCommands);
	}

	@Override
	public Mono<String> ping(RedisClusterNode node) {
		return route().stay((connection) -> ((ReactiveRedisClusterConnection) connection).ping(node)).singleOrEmpty();
	}

	@Override
	public Flux<RedisClusterNode> clusterGetNodes() {
		return cluster().clusterGetNodes();
	}

	@Override
	public Flux<RedisClusterNode> clusterGetReplicas(RedisClusterNode master) {
		return cluster().clusterGetReplicas(master);
	}

	@Override
	public Mono<Map<RedisClusterNode, Collection<RedisClusterNode>>> clusterGetMasterReplicaMap() {
		return cluster().clusterGetMasterReplicaMap();
	}

	@Override
	public Mono<Integer> clusterGetSlotForKey(ByteBuffer key) {
		return cluster().clusterGetSlotForKey(key);
	}

	@Override
	public Mono<RedisClusterNode> clusterGetNodeForSlot(int slot) {
		return cluster().clusterGetNodeForSlot(slot);
	}

	@Override
	public Mono<RedisClusterNode> clusterGetNodeForKey(ByteBuffer key) {
		return cluster().clusterGetNodeForKey(key);
	}

	@Override
	public Mono<ClusterInfo> clusterGetClusterInfo() {
		return cluster().clusterGetClusterInfo();
	}

	@Override
	public Mono<Void> clusterAddSlots(RedisClusterNode node, int... slots) {
		return cluster().clusterAddSlots(node, slots);
	}

	@Override
	public Mono<Void> clusterAddSlots(RedisClusterNode node, SlotRange range) {
		return cluster().clusterAddSlots(node, range);
	}

	@Override
	public Mono<Long> clusterCountKeysInSlot(int slot) {
		return cluster().clusterCountKeysInSlot(slot);
	}

	@Override
	public Mono<Void> clusterDeleteSlots(RedisClusterNode node, int... slots) {
		return cluster().clusterDeleteSlots(node, slots);
	}

	@Override
	public Mono<Void> clusterDeleteSlotsInRange(RedisClusterNode node, SlotRange range) {
		return cluster().clusterDeleteSlotsInRange(node, range);
	}

	@Override
	public Mono<Void> clusterForget(RedisClusterNode node) {
		return cluster().clusterForget(node);
	}

	@Override
	public Mono<Void> clusterMeet(RedisClusterNode node) {
		return cluster().clusterMeet(node);
	}

	@Override
	public Mono<Void> clusterSetSlot(RedisClusterNode node, int slot, AddSlots mode) {
		return cluster().clusterSetSlot(node, slot, mode);
	}

	@Override
	public Flux<ByteBuffer> clusterGetKeysInSlot(int slot, int count) {
		return cluster().clusterGetKeysInSlot(slot, count);
	}

	@Override
	public Mono<Void> clusterReplicate(RedisClusterNode master, RedisClusterNode replica) {
		return cluster().clusterReplicate(master, replica);
	}

	private ReactiveClusterCommands cluster() {
		return ReactiveFacet.of(ReactiveClusterCommands.class, route(), (connection) -> connection);
	}

}
