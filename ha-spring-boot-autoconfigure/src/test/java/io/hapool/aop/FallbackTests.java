package io.hapool.aop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.Lease;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What answers when a call has failed, and what does not.
 */
public class FallbackTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class))
		.withPropertyValues("ha.pools.billing.endpoints=http://one,http://two,http://three",
				"ha.pools.billing.selection=sticky", "app.fallback=fixed")
		.withBean(Script.class)
		.withBean(Service.class);

	@AfterEach
	void nobodyElseIsInterrupted() {
		Thread.interrupted();
	}

	@Test
	void answersOnceWhenAllEndpointsFailAndAllLeasesAreBack() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);
			script.failure = new IOException("reset");

			assertThat(service.find("7", null)).isEqualTo("last known 7, reset, 0 leased");
			assertThat(script.answers).isOne();
			assertThat(pool(context).calls().attempts()).isEqualTo(3);
			assertThat(pool(context).calls().failed()).isOne();
		});
	}

	@Test
	void isNotAskedWhileAnEndpointAnswers() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);

			assertThat(service.find("7", null)).isEqualTo("7 of http://one");
			script.failingHost = "one";
			script.failure = new IOException("reset");
			assertThat(service.find("7", null)).isEqualTo("7 of http://two");
			assertThat(script.answers).isZero();
		});
	}

	@Test
	void answersWhenNoEndpointIsAvailable() {
		this.contextRunner.run((context) -> {
			for (String host : new String[] { "one", "two", "three" }) {
				pool(context).isolate("http://" + host + ":80", "test");
			}

			assertThat(context.getBean(Service.class).find("7", null)).startsWith("last known 7, No endpoint of pool");
			assertThat(pool(context).calls().attempts()).isZero();
		});
	}

	@Test
	void answersForExemptExceptionsToo() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);
			script.failure = new IllegalArgumentException("no such id");

			assertThat(service.find("7", null)).isEqualTo("last known 7, no such id, 0 leased");
			assertThat(pool(context).calls().attempts()).isOne();
		});
	}

	@Test
	void mostSpecificOneAnswers() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);

			script.failure = new FileNotFoundException();
			assertThat(service.specific("7", null)).isEqualTo("file of 7");
			script.failure = new IOException();
			assertThat(service.specific("7", null)).isEqualTo("io of 7");
			script.failure = new IllegalStateException();
			assertThat(service.specific("7", null)).isEqualTo("any of 7");
		});
	}

	@Test
	void exceptionPassesWhenNoneFitsIt() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);
			script.failure = new IllegalStateException("broken");

			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> service.forIo("7"))
				.isSameAs(script.failure);
			script.failure = new IOException();
			assertThat(service.forIo("7")).isEqualTo("io");
		});
	}

	@Test
	void mayTakeTheLeasedParameterThatIsThenAsTheCallerPassedIt() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);
			script.failure = new IOException();

			assertThat(service.leasedInTheMiddle("7", null, 8)).isEqualTo("7 null 8");
			assertThat(service.leasedInTheMiddle("7", URI.create("http://mine"), 8)).isEqualTo("7 http://mine 8");
		});
	}

	@Test
	void mayBeStaticInheritedOrAnOverload() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);
			script.failure = new IOException("reset");

			assertThat(service.withStatic("7")).isEqualTo("static 7");
			assertThat(service.withInherited("7")).isEqualTo("inherited 7");
			assertThat(service.inheritedWithPrivate("7")).isEqualTo("private of the base class 7");
			assertThat(service.overloaded("7")).isEqualTo("overload 7 reset");
			service.nothing();
			assertThat(script.answers).isOne();
		});
	}

	@Test
	void nameTakesPlaceholdersAndMayBeEmptyThen() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);
			script.failure = new IOException("reset");

			assertThat(service.configured()).isEqualTo("fixed");
			assertThatExceptionOfType(IOException.class).isThrownBy(service::notConfigured).withMessage("reset");
		});
	}

	@Test
	void whatItThrowsHasTheFailureOfTheCallSuppressed() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);
			script.failure = new IOException("reset");

			script.answer = new FileNotFoundException("no copy");
			assertThatExceptionOfType(FileNotFoundException.class).isThrownBy(() -> service.throwing("7"))
				.isSameAs(script.answer)
				.satisfies((ex) -> assertThat(ex.getSuppressed()).containsExactly(script.failure));
			script.answer = new AssertionError("broken");
			assertThat(catchThrowable(() -> service.throwing("7"))).isSameAs(script.answer)
				.hasSuppressedException(script.failure);
		});
	}

	@Test
	void failureIsNotSuppressedWhereItIsThrownAgainOrTheCause() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);
			script.failure = new IOException("reset");

			script.answer = script.failure;
			assertThat(catchThrowable(() -> service.throwing("7"))).isSameAs(script.failure)
				.hasNoSuppressedExceptions();
			script.answer = new IllegalStateException(script.failure);
			assertThat(catchThrowable(() -> service.throwing("7"))).isSameAs(script.answer)
				.hasNoSuppressedExceptions();
		});
	}

	@Test
	void errorPassesUnlessAFallbackAsksForIt() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);
			script.failure = new AssertionError("broken");

			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> service.find("7", null));
			assertThat(service.forEverything("7")).isEqualTo("broken, 0 leased");
			assertThat(pool(context).calls().attempts()).isEqualTo(2);
		});
	}

	@Test
	void isNotAskedWhenTheCallerIsInterrupted() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);

			script.failure = new InterruptedException();
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> service.find("7", null));
			assertThat(Thread.interrupted()).isTrue();
			script.failure = new IllegalStateException(new InterruptedException());
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> service.find("7", null));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(script.answers).isZero();
			assertThat(pool(context).calls().attempts()).isEqualTo(2);
		});
	}

	@Test
	void isNotAskedWhenTheWorkIsCancelled() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);
			script.failure = new CancellationException();

			assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> service.find("7", null));
			assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> service.lease("7", null));
			assertThat(script.answers).isZero();
		});
	}

	@Test
	void answersWhenTheDeadlineHasCancelledTheWork() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Script script = context.getBean(Script.class);

			assertThat(service.hanging("7", null)).isEqualTo("last known 7, CancellationException");
			assertThat(pool(context).calls().attempts()).isEqualTo(3);
		});
	}

	private static EndpointPool<?> pool(ApplicationContext context) {
		return context.getBean(EndpointPools.class).get("billing");
	}

	static class Script {

		@Nullable Throwable failure;

		@Nullable String failingHost;

		@Nullable Throwable answer;

		int answers;

	}

	static class Base {

		final Script script;

		Base(Script script) {
			this.script = script;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "baseOnly")
		public String inheritedWithPrivate(String id) throws Throwable {
			return fail(null);
		}

		private String baseOnly(String id) {
			return "private of the base class " + id;
		}

		protected String inherited(String id) {
			return "inherited " + id;
		}

		String fail(@Nullable URI endpoint) throws Throwable {
			if (this.script.failure != null && (this.script.failingHost == null || endpoint.getHost().equals(this.script.failingHost))) {
				throw this.script.failure;
			}
			return "of " + endpoint;
		}

	}

	static class Service extends Base {

		private final EndpointPools pools;

		Service(EndpointPools pools, Script script) {
			super(script);
			this.pools = pools;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown", excludes = IllegalArgumentException.class)
		public String find(String id, @Leased @Nullable URI endpoint) throws Throwable {
			return id + " " + fail(endpoint);
		}

		private String lastKnown(String id, Exception failure) {
			this.script.answers++;
			return "last known " + id + ", " + failure.getMessage() + ", " + leased() + " leased";
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "lastKnown")
		public String lease(String id, @Leased @Nullable Lease<URI> lease) throws Throwable {
			return fail(lease.target());
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "otherwise")
		public String specific(String id, @Leased @Nullable URI endpoint) throws Throwable {
			return fail(endpoint);
		}

		private String otherwise(String id) {
			return "any of " + id;
		}

		private String otherwise(String id, IOException failure) {
			return "io of " + id;
		}

		private String otherwise(String id, @Nullable URI endpoint, FileNotFoundException failure) {
			return "file of " + id;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "onlyIo")
		public String forIo(String id) throws Throwable {
			return fail(null);
		}

		private String onlyIo(String id, IOException failure) {
			return "io";
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "withLeased")
		public String leasedInTheMiddle(String id, @Leased @Nullable URI endpoint, int number) throws Throwable {
			return fail(endpoint);
		}

		private String withLeased(String id, @Leased @Nullable URI endpoint, int number) {
			return id + " " + endpoint + " " + number;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "fixedFor")
		public String withStatic(String id) throws Throwable {
			return fail(null);
		}

		static String fixedFor(String id) {
			return "static " + id;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "inherited")
		public String withInherited(String id) throws Throwable {
			return fail(null);
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "overloaded")
		public String overloaded(String id) throws Throwable {
			return fail(null);
		}

		private String overloaded(String id, Exception failure) {
			return "overload " + id + " " + failure.getMessage();
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "remember")
		public void nothing() throws Throwable {
			fail(null);
		}

		private void remember() {
			this.script.answers++;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "${app.fallback}")
		public String configured() throws Throwable {
			return fail(null);
		}

		private String fixed() {
			return "fixed";
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "${app.other-fallback:}")
		public String notConfigured() throws Throwable {
			return fail(null);
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "thrower")
		public String throwing(String id) throws Throwable {
			return fail(null);
		}

		private String thrower(String id) throws Throwable {
			throw this.script.answer;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "everything")
		public String forEverything(String id) throws Throwable {
			return fail(null);
		}

		private String everything(String id, Throwable failure) {
			return failure.getMessage() + ", " + leased() + " leased";
		}

		@HighlyAvailable(pool = "billing", attemptTimeout = "50ms", fallbackMethod = "classOf")
		public String hanging(String id, @Leased @Nullable Lease<URI> lease) {
			CompletableFuture<String> answer = new CompletableFuture<>();
			try (Lease.Registration registration = lease.onAbort(() -> answer.cancel(true))) {
				return answer.join();
			}
		}

		private String classOf(String id, Exception failure) {
			return "last known " + id + ", " + failure.getClass().getSimpleName();
		}

		private int leased() {
			return this.pools.get("billing").openLeases();
		}

	}

}
