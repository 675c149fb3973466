package io.hapool.aop;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.call.NoSuchPoolException;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a method whose arguments tell the pool: one for each pool that they have
 * told.
 */
final class CallsByPool {

	private final Map<String, BoundCall> calls = new ConcurrentHashMap<>();

	private final AnnotatedCall call;

	private final Answers answers;

	private final Supplier<EndpointPools> registry;

	CallsByPool(AnnotatedCall call, Answers answers, Supplier<EndpointPools> registry) {
		this.call = call;
		this.answers = answers;
		this.registry = registry;
	}

	/**
	 * Returns the call over the pool that the arguments tell.
	 * @throws NoSuchPoolException if it is none
	 */
	BoundCall find(Object target, @Nullable Object[] arguments) {
		String name = call.pool().evaluate(target, arguments);
		BoundCall known = (name != null) ? calls.get(name) : null;
		return (known != null) ? known : bind(name);
	}

	/**
	 * Remembered by the name of the pool, not by the argument, of which there may be any
	 * number.
	 */
	private BoundCall bind(@Nullable String name) {
		EndpointPool<?> pool = Optional.ofNullable(name).flatMap(this::pool).orElseThrow(() -> noSuchPool(name));
		return calls.computeIfAbsent(pool.name(), (key) -> {
			MethodChecks.leases(call, pool);
			return BoundCall.of(call, pool, answers);
		});
	}

	/** As in the environment, names that are equal without dashes are one pool. */
	private Optional<EndpointPool<?>> pool(String name) {
		EndpointPools pools = registry.get();
		return pools.find(name)
			.or(() -> pools.all().stream().filter((pool) -> bare(pool.name()).equals(bare(name))).findFirst());
	}

	private static String bare(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

	private NoSuchPoolException noSuchPool(@Nullable String name) {
		return new NoSuchPoolException(String.valueOf(name),
				"\"" + call.pool() + "\" in " + InvalidHighlyAvailableMethodException.describe(call.method()),
				registry.get().names());
	}

}
