package io.hapool.fault;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.call.CallOptions;
import io.hapool.pool.IsolationPolicy;
import io.hapool.pool.Lease;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Fault 5: an endpoint answers connects with a reset, or accepts connections and resets
 * them. Calls go elsewhere, even those that are not idempotent if nothing can have been
 * sent; no such call is sent twice.
 */
@MeasuresTime
@Timeout(120)
class ResetOnConnectTests {

	private static final Duration SHORT = Duration.ofSeconds(2);

	private static final Duration LONG = Duration.ofSeconds(10);

	@Test
	void noCallFailsWhenConnectsAreAnsweredByReset() {
		try (FaultScene scene = neverIsolating()) {
			verifyNoCallFailsWithout(scene, scene.backend(0), refusing(scene, scene.backend(0), SHORT));
		}
	}

	@Test
	@Tag("fault")
	void noCallFailsHoweverLongConnectsAreAnsweredByReset() {
		try (FaultScene scene = FaultScene.start()) {
			verifyNoCallFailsWithout(scene, scene.backend(0), refusing(scene, scene.backend(0), LONG));
		}
	}

	@Test
	void noCallFailsWhenNothingListens() {
		try (FaultScene scene = neverIsolating()) {
			scene.backend(0).kill();
			MixedLoad load = MixedLoad.run(scene, SHORT);

			assertThat(load.result().failed()).isEmpty();
			assertThat(scene.endpoint(scene.backend(0)).counts().failures()).isPositive();
			scene.verify(load.result());
		}
	}

	@Test
	void idempotentCallsGoElsewhereWhenConnectionsAreReset() {
		verifyAccepted(neverIsolating(), SHORT);
	}

	@Test
	@Tag("fault")
	void idempotentCallsGoElsewhereHoweverLongConnectionsAreReset() {
		verifyAccepted(FaultScene.start(), LONG);
	}

	@Test
	void resetAfterConnectEndsACallThatIsNotIdempotent() {
		try (FaultScene scene = neverIsolating()) {
			scene.backends().forEach((backend) -> backend.mode(BackendMode.RESET_ON_ACCEPT));
			CallOptions<URI> once = CallOptions.<URI>builder().idempotent(false).build();
			AtomicInteger attempts = new AtomicInteger();

			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> scene.pool().callLeased(once, (lease) -> {
				attempts.incrementAndGet();
				return connectAndRead(lease);
			})).isNotInstanceOf(ConnectException.class);

			assertThat(attempts).hasValue(1);
			assertThat(scene.pool().openLeases()).isZero();
		}
	}

	private static FaultScene neverIsolating() {
		return FaultScene.start((definition) -> definition.isolation(IsolationPolicy.never()));
	}

	private static MixedLoad refusing(FaultScene scene, BackendProcess refusing, Duration length) {
		try (PacketRules refused = PacketRules.refuseConnects(refusing.port())) {
			return MixedLoad.run(scene, length);
		}
	}

	private static void verifyNoCallFailsWithout(FaultScene scene, BackendProcess missing, MixedLoad load) {
		assertThat(load.result().failed()).isEmpty();
		assertThat(missing.requestCount()).isZero();
		assertThat(scene.endpoint(missing).counts().failures()).isPositive();
		assertThat(scene.requests()).hasSize((int) load.result().started())
			.allSatisfy((id, count) -> assertThat(count).isOne());
		scene.verify(load.result());
	}

	private static void verifyAccepted(FaultScene started, Duration length) {
		try (FaultScene scene = started) {
			scene.backend(0).mode(BackendMode.RESET_ON_ACCEPT);
			MixedLoad load = MixedLoad.run(scene, length);

			assertThat(scene.backend(0).connections()).isPositive();
			assertThat(scene.backend(0).requestCount()).isZero();
			load.verifyIdempotentSucceededAndOthersWereSentOnce();
			scene.verify(load.result());
		}
	}

	private static int connectAndRead(Lease<URI> lease) throws IOException {
		try (Socket socket = new Socket()) {
			URI target = lease.target();
			socket.connect(new InetSocketAddress(target.getHost(), target.getPort()));
			return socket.getInputStream().read();
		}
	}

}
