package io.hapool.redis.command;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.hapool.redis.Repetition;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterNode;

/**
 * The methods of the facets of Spring Data Redis, by the command each sends. Most are
 * named as their command; the rest is listed here. A method that is not known, since the
 * library is newer, is harmful to repeat.
 * <p>
 * Thread-safe.
 */
public final class MethodCommands {

	private static final Map<String, String> ALIASES = aliases(
			"""
					applyExpiration=EXPIRE, applyHashFieldExpiration=HEXPIRE, encodingOf=OBJECT ENCODING
					idletime=OBJECT IDLETIME, refcount=OBJECT REFCOUNT, setGet=GETSET, mDel=DEL, mUnlink=UNLINK
					push=LPUSH, pop=LPOP, popList=LPOP, bPop=BLPOP, zPop=ZPOPMIN, bZPop=BZPOPMIN
					hRandFieldWithValues=HRANDFIELD, zDiffWithScores=ZDIFF, zInterWithScores=ZINTER, zUnionWithScores=ZUNION
					zRandMemberWithScore=ZRANDMEMBER, zRangeWithScores=ZRANGE, zRangeByScoreWithScores=ZRANGEBYSCORE
					zRevRangeWithScores=ZREVRANGE, zRevRangeByScoreWithScores=ZREVRANGEBYSCORE, zRangeStoreByLex=ZRANGESTORE
					zRangeStoreByScore=ZRANGESTORE, zRangeStoreRevByLex=ZRANGESTORE, zRangeStoreRevByScore=ZRANGESTORE
					zRemRange=ZREMRANGEBYRANK, geoRemove=ZREM, read=XREAD, xClaimJustId=XCLAIM, xGroup=XGROUP CREATE
					xGroupCreate=XGROUP CREATE, xGroupDelConsumer=XGROUP DELCONSUMER, xGroupDestroy=XGROUP DESTROY
					xInfo=XINFO STREAM, xInfoConsumers=XINFO CONSUMERS, xInfoGroups=XINFO GROUPS, xPendingSummary=XPENDING
					scriptExists=SCRIPT EXISTS, scriptFlush=SCRIPT FLUSH, scriptKill=SCRIPT KILL, scriptLoad=SCRIPT LOAD
					getClientList=CLIENT LIST, getClientName=CLIENT GETNAME, setClientName=CLIENT SETNAME, killClient=CLIENT KILL
					getConfig=CONFIG GET, setConfig=CONFIG SET, resetConfigStats=CONFIG RESETSTAT, rewriteConfig=CONFIG REWRITE
					replicaOfNoOne=REPLICAOF, createSubscription=SUBSCRIBE, getSubscription=SUBSCRIBE, isSubscribed=SUBSCRIBE
					clusterAddSlots=CLUSTER ADDSLOTS, clusterCountKeysInSlot=CLUSTER COUNTKEYSINSLOT
					clusterDeleteSlots=CLUSTER DELSLOTS, clusterDeleteSlotsInRange=CLUSTER DELSLOTSRANGE
					clusterForget=CLUSTER FORGET, clusterGetClusterInfo=CLUSTER INFO, clusterGetKeysInSlot=CLUSTER GETKEYSINSLOT
					clusterGetMasterReplicaMap=CLUSTER REPLICAS, clusterGetNodeForKey=CLUSTER KEYSLOT
					clusterGetNodeForSlot=CLUSTER SLOTS, clusterGetNodes=CLUSTER NODES, clusterGetReplicas=CLUSTER REPLICAS
					clusterGetSlotForKey=CLUSTER KEYSLOT, clusterMeet=CLUSTER MEET, clusterReplicate=CLUSTER REPLICATE
					clusterSetSlot=CLUSTER SETSLOT
					""");

	private static final Map<String, MethodConduct> DEPENDENT = dependent();

	private static final Map<Method, MethodConduct> CONDUCTS = new ConcurrentHashMap<>();

	private MethodCommands() {
	}

	/**
	 * Returns how the command of a method behaves.
	 * @param method of a facet, imperative or reactive
	 * @return the same object for the same method
	 */
	public static MethodConduct of(Method method) {
		MethodConduct known = CONDUCTS.get(method);
		return (known != null) ? known : CONDUCTS.computeIfAbsent(method, MethodCommands::conduct);
	}

	static String command(Method method) {
		String alias = ALIASES.get(method.getName());
		return (alias != null) ? alias : method.getName().toUpperCase(Locale.ROOT);
	}

	private static MethodConduct conduct(Method method) {
		for (Class<?> type : method.getParameterTypes()) {
			if (type == RedisClusterNode.class) {
				// A node is one of this database's alone.
				return always(Conduct.STAYS);
			}
		}
		String command = command(method);
		MethodConduct dependent = DEPENDENT.get(command);
		if (dependent != null) {
			return dependent;
		}
		Conduct conduct = CommandTable.find(command);
		return always((conduct != null) ? conduct : Conduct.HARMFUL);
	}

	private static Map<String, MethodConduct> dependent() {
		Map<String, MethodConduct> all = new HashMap<>();
		// Harmless if no argument makes them answer who was first.
		for (String command : Set.of("SET", "HSET", "HSETEX", "ZADD", "GEOADD", "EXPIRE", "PEXPIRE", "EXPIREAT",
				"PEXPIREAT", "HEXPIRE", "HPEXPIRE", "HEXPIREAT", "HPEXPIREAT", "BITFIELD")) {
			all.put(command, harmlessIf((arguments) -> !Conditions.askWhoWasFirst(arguments)));
		}
		// Harmless if they do not store into what they are computed from.
		for (String command : Set.of("SORT", "BITOP", "ZUNIONSTORE", "ZINTERSTORE", "ZRANGESTORE", "GEORADIUS",
				"GEORADIUSBYMEMBER", "GEOSEARCHSTORE", "SDIFFSTORE", "ZDIFFSTORE")) {
			all.put(command, harmlessIf((arguments) -> !Keys.storesIntoItsSource(arguments)));
		}
		for (String command : Set.of("BLPOP", "BRPOP", "BLMOVE", "BRPOPLPUSH", "BZPOPMIN", "BZPOPMAX")) {
			all.put(command, (arguments) -> Conduct.waiting(Repetition.HARMFUL, Waits.pop(arguments)));
		}
		all.put("XREAD", Waits::read);
		all.put("XREADGROUP", Waits::read);
		all.put("COPY", harmlessIf(Conditions::replace));
		all.put("RESTORE", harmlessIf(Conditions::replace));
		all.put("LREM", harmlessIf(Conditions::removesAll));
		all.put("LTRIM", harmlessIf(Conditions::trimsTheSame));
		return Map.copyOf(all);
	}

	private static MethodConduct harmlessIf(Predicate<@Nullable Object[]> condition) {
		return (arguments) -> condition.test(arguments) ? Conduct.HARMLESS : Conduct.HARMFUL;
	}

	private static MethodConduct always(Conduct conduct) {
		return (arguments) -> conduct;
	}

	private static Map<String, String> aliases(String text) {
		Map<String, String> all = new HashMap<>();
		for (String pair : text.trim().split("\\s*[,\\n]\\s*")) {
			all.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
		}
		return Map.copyOf(all);
	}

}
