package io.hapool.hung;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Idempotence;
import io.hapool.annotation.Leased;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.call.PoolDefinition;
import io.hapool.hung.Protocol.Pair;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.Lease;
import io.hapool.pool.SelectionPolicy;
import io.hapool.pool.autoconfigure.StartFailure;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;

/**
 * How a user makes calls over two endpoints, of which the first hangs.
 */
enum Way {

	/** Over a pool made by hand. */
	POOL {

		@Override
		void run(Attempts attempts, Pair pair, Limits limits, Scene scene) throws Exception {
			PoolDefinition<URI> definition = PoolDefinition.<URI>builder("peers")
				.targets(List.of(pair.hung(), pair.answering()))
				.selection(SelectionPolicy.sticky())
				.timeout(limits.timeout())
				.attemptTimeout(limits.attemptTimeout())
				.interrupt(attempts.protocol() == Protocol.HTTP_INTERRUPTED)
				.build();
			try (EndpointPool<URI> pool = EndpointPool.create(definition)) {
				scene.play(new ByPool(pool, attempts));
			}
		}

	},

	/** By an annotated method of a bean, over a pool of the properties. */
	ANNOTATION {

		@Override
		void run(Attempts attempts, Pair pair, Limits limits, Scene scene) {
			StartFailure.runner()
				.withPropertyValues("ha.pools.peers.endpoints=" + pair.hung() + "," + pair.answering(),
						"ha.pools.peers.selection=sticky", "ha.pools.peers.timeout=" + limits.timeout(),
						"ha.pools.peers.attempt-timeout=" + limits.attemptTimeout(),
						"ha.pools.peers.interrupt=" + (attempts.protocol() == Protocol.HTTP_INTERRUPTED))
				.withBean(Client.class, () -> new Client(attempts))
				.run((context) -> scene.play(new ByAnnotation(context)));
		}

	};

	abstract void run(Attempts attempts, Pair pair, Limits limits, Scene scene) throws Exception;

	/**
	 * @param timeout of the whole call
	 * @param attemptTimeout of each attempt
	 */
	record Limits(Duration timeout, Duration attemptTimeout) {
	}

	interface Scene {

		void play(Caller caller) throws Exception;

	}

	interface Caller {

		String call() throws Exception;

		/** Makes a call that must not be repeated. */
		String once() throws Exception;

		EndpointPool<?> pool();

		default long failuresOf(URI endpoint) {
			return pool().endpoint(endpoint.toString())
				.map(EndpointSnapshot::counts)
				.map(EndpointSnapshot.Counts::failures)
				.orElseThrow();
		}

	}

	private record ByPool(EndpointPool<URI> pool, Attempts attempts) implements Caller {

		@Override
		public String call() throws Exception {
			return this.pool.callLeased(this.attempts::ask);
		}

		@Override
		public String once() throws Exception {
			return this.pool.callLeased(CallOptions.<URI>builder().idempotent(false).build(), this.attempts::ask);
		}

	}

	private record ByAnnotation(ApplicationContext context) implements Caller {

		@Override
		public String call() throws Exception {
			return this.context.getBean(Client.class).call(null);
		}

		@Override
		public String once() throws Exception {
			return this.context.getBean(Client.class).once(null);
		}

		@Override
		public EndpointPool<?> pool() {
			return this.context.getBean(EndpointPools.class).get("peers");
		}

	}

	static class Client {

		private final Attempts attempts;

		Client(Attempts attempts) {
			this.attempts = attempts;
		}

		@HighlyAvailable("peers")
		public String call(@Leased @Nullable Lease<URI> lease) throws Exception {
			return this.attempts.ask(lease);
		}

		@HighlyAvailable(pool = "peers", idempotent = Idempotence.NO)
		public String once(@Leased @Nullable Lease<URI> lease) throws Exception {
			return this.attempts.ask(lease);
		}

	}

}
