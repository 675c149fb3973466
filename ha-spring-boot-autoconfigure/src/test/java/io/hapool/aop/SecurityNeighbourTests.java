package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.ChainScene.Billing;
import io.hapool.aop.ChainScene.Events;
import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The annotation beside method security: who is denied leases nothing.
 */
class SecurityNeighbourTests {

	@AfterEach
	void logOut() {
		SecurityContextHolder.clearContext();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void deniedCallLeasesNothing(boolean ofClass) {
		runner(ofClass).withBean(Secured.class).run((context) -> {
			logIn("ROLE_GUEST");
			Billing billing = context.getBean(Billing.class);

			assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> billing.find("7", null));

			assertThat(ChainScene.events(context)).containsExactly("denied");
			assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(0, 0, 0, 0, 0));
			assertThat(AopUtils.isCglibProxy(billing)).isEqualTo(ofClass);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void grantedCallIsAuthorizedOnce(boolean ofClass) {
		runner(ofClass).withBean(Secured.class).run((context) -> {
			logIn("ROLE_CLERK");

			assertThat(context.getBean(Billing.class).find("7", null)).isEqualTo("7 http://two");

			assertThat(ChainScene.events(context)).containsExactly("granted", "http://one runs", "http://two runs");
			assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void denialFurtherInBlamesNoEndpoint(boolean ofClass) {
		runner(ofClass).withPropertyValues("ha.pools.billing.isolation.consecutive-failures=1")
			.withBean(Archive.class)
			.withBean(Delegating.class)
			.run((context) -> {
				logIn("ROLE_GUEST");

				assertThatExceptionOfType(AccessDeniedException.class)
					.isThrownBy(() -> context.getBean(Billing.class).find("7", null));

				assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(1, 0, 1, 1, 0));
				assertThat(context.getBean(EndpointPools.class).get("billing").isolated()).isEmpty();
			});
	}

	private static ApplicationContextRunner runner(boolean ofClass) {
		return ChainScene.runner()
			.withPropertyValues("spring.aop.proxy-target-class=" + ofClass)
			.withUserConfiguration(Security.class);
	}

	private static void logIn(String role) {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("anna", "", role));
	}

	@EnableMethodSecurity
	@Configuration(proxyBeanMethods = false)
	static class Security {

		@Bean
		AuthorizationEventPublisher authorizationEvents(Events events) {
			return new AuthorizationEventPublisher() {

				@Override
				public <T> void publishAuthorizationEvent(Supplier<@Nullable Authentication> who, T what,
						@Nullable AuthorizationResult result) {
					events.lines.add((result != null && result.isGranted()) ? "granted" : "denied");
				}

			};
		}

	}

	static class Secured implements Billing {

		private final Events events;

		Secured(Events events) {
			this.events = events;
		}

		@Override
		@PreAuthorize("hasRole('CLERK')")
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return this.events.attempt(id, endpoint);
		}

	}

	static class Archive {

		@PreAuthorize("hasRole('CLERK')")
		public String read(String id) {
			return id;
		}

	}

	static class Delegating implements Billing {

		private final Archive archive;

		Delegating(Archive archive) {
			this.archive = archive;
		}

		@Override
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) {
			return this.archive.read(id);
		}

	}

}
