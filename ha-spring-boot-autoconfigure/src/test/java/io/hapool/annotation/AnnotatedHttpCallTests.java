package io.hapool.annotation;

import java.net.URI;

import io.hapool.TestBackend;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.CallCounts;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.call.NoSuchPoolException;
import io.hapool.http.autoconfigure.HttpAutoConfiguration;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.Lease;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Annotated methods that call real backends by {@link RestClient}.
 */
class AnnotatedHttpCallTests {

	private final TestBackend first = TestBackend.start("first");

	private final TestBackend second = TestBackend.start("second");

	@AfterEach
	void stopBackends() {
		this.first.close();
		this.second.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 502, 503, 504, 421, 429 })
	void failedAnswerMovesTheCallToTheNextEndpoint(int status) {
		run((context) -> {
			this.first.status(status);

			assertThat(context.getBean(Client.class).find("7", null)).isEqualTo("7 by second");

			assertThat(this.first.requests()).isEqualTo(1);
			assertThat(pool(context).calls()).returns(2L, CallCounts::attempts).returns(1L, CallCounts::succeeded);
		});
	}

	@Test
	void refusedConnectionMovesTheCallToTheNextEndpoint() {
		run((context) -> {
			this.first.close();

			assertThat(context.getBean(Client.class).find("7", null)).isEqualTo("7 by second");
			assertThat(context.getBean(Client.class).leased("8", null)).isEqualTo("8 by second");

			assertThat(counts(context, this.first).failures()).isEqualTo(1);
		});
	}

	@Test
	void returnedFailureMovesTheCallToTheNextEndpoint() {
		run((context) -> {
			this.first.status(503);

			assertThat(context.getBean(Client.class).entity(null).getBody()).isEqualTo("second");
		});
	}

	@Test
	void returnedFailureOfTheLastEndpointIsReturned() {
		run((context) -> {
			this.first.status(500);
			this.second.status(503);

			assertThat(context.getBean(Client.class).entity(null).getStatusCode().value()).isEqualTo(503);
			assertThat(pool(context).calls()).returns(1L, CallCounts::failed);
		});
	}

	@Test
	void whatTheCallerPassesForTheEndpointIsReplaced() {
		run((context) -> assertThat(context.getBean(Client.class).find("7", URI.create("http://127.0.0.1:1")))
			.isEqualTo("7 by first"));
	}

	@Test
	void callersErrorIsThrownOnceAndBooksSuccess() {
		run((context) -> {
			this.first.status(404);

			assertThatExceptionOfType(HttpClientErrorException.NotFound.class)
				.isThrownBy(() -> context.getBean(Client.class).find("7", null))
				.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());

			assertThat(this.first.requests()).isEqualTo(1);
			assertThat(this.second.requests()).isZero();
			assertThat(counts(context, this.first)).returns(1L, EndpointSnapshot.Counts::successes)
				.returns(0L, EndpointSnapshot.Counts::failures);
		});
	}

	@Test
	void whenAllFailTheLastExceptionIsThrownWithTheOthersSuppressed() {
		run((context) -> {
			this.first.close();
			this.second.status(500);

			assertThatExceptionOfType(HttpServerErrorException.InternalServerError.class)
				.isThrownBy(() -> context.getBean(Client.class).find("7", null))
				.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
					.isInstanceOf(ResourceAccessException.class));
		});
	}

	@Test
	void whatIsNotIdempotentRunsOnceUnlessNothingWasExecuted() {
		run((context) -> {
			Client client = context.getBean(Client.class);
			this.first.status(500);
			assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> client.once("7", null));
			assertThat(this.second.requests()).isZero();

			pool(context).restore(this.first.uri().toString(), "test");
			this.first.status(503);
			this.second.status(503);
			assertThatExceptionOfType(HttpServerErrorException.ServiceUnavailable.class)
				.isThrownBy(() -> client.once("7", null));
			assertThat(this.first.requests() + this.second.requests()).isEqualTo(3);
		});
	}

	@Test
	void templateMakesCallsByTheNameOfThePool() {
		run((context) -> {
			HaTemplate template = context.getBean(HaTemplate.class);
			this.first.status(500);

			String answer = template.execute("billing", (endpoint) -> get(endpoint, "7"));
			assertThat(answer).isEqualTo("7 by second");
			this.second.status(500);
			CallOptions<URI> once = CallOptions.<URI>builder().idempotent(false).build();
			assertThatExceptionOfType(HttpServerErrorException.class)
				.isThrownBy(() -> template.execute("billing", once, (endpoint) -> get(endpoint, "7")));
			assertThatExceptionOfType(NoSuchPoolException.class)
				.isThrownBy(() -> template.execute("payment", (endpoint) -> get(endpoint, "7")))
				.withMessageContaining("billing");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> template.execute("billing", String.class, (endpoint) -> endpoint));
		});
	}

	private void run(ContextConsumer<AssertableApplicationContext> test) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HttpAutoConfiguration.class, PoolsAutoConfiguration.class,
					HighlyAvailableAutoConfiguration.class))
			.withPropertyValues("ha.pools.billing.endpoints=" + this.first.uri() + "," + this.second.uri(),
					"ha.pools.billing.selection=sticky")
			.withUserConfiguration(Client.class)
			.run(test);
	}

	private static EndpointPool<?> pool(AssertableApplicationContext context) {
		return context.getBean(EndpointPools.class).get("billing");
	}

	private static EndpointSnapshot.Counts counts(AssertableApplicationContext context, TestBackend backend) {
		return pool(context).endpoint(backend.uri().toString()).orElseThrow().counts();
	}

	private static String get(URI endpoint, String id) {
		return id + " by " + RestClient.create().get().uri(endpoint.resolve("/" + id)).retrieve().body(String.class);
	}

	static class Client {

		@HighlyAvailable("billing")
		public String find(String id, @Leased @Nullable URI endpoint) {
			return get(endpoint, id);
		}

		@HighlyAvailable("billing")
		public String leased(String id, @Leased @Nullable Lease<URI> lease) {
			return get(lease.target(), id);
		}

		@HighlyAvailable(pool = "billing", idempotent = Idempotence.NO)
		public String once(String id, @Leased @Nullable URI endpoint) {
			return get(endpoint, id);
		}

		@HighlyAvailable("billing")
		public ResponseEntity<String> entity(@Leased @Nullable URI endpoint) {
			return RestClient.create()
				.get()
				.uri(endpoint)
				.exchange((request, response) -> new ResponseEntity<>(response.bodyTo(String.class),
						response.getStatusCode()));
		}

	}

}
