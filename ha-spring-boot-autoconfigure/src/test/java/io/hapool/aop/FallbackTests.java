package io.hapool.aop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CancellationException;

import io.hapool.aop.FallbackBeans.Script;
import io.hapool.aop.FallbackBeans.Service;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
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
			assertThat(catchThrowable(() -> service.throwing("7"))).isSameAs(script.answer).hasNoSuppressedExceptions();
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

}
