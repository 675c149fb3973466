package io.hapool.aop;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.ChainScene.Billing;
import io.hapool.aop.ChainScene.Events;
import io.hapool.call.CallCounts;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Payload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The annotation beside Spring's own, each switched on as Boot does it, with proxies of
 * both kinds: in which order things happen, and how many leases they take.
 */
class NeighbourTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void eachAttemptHasItsOwnTransaction(boolean ofClass) {
		ChainScene
			.runner(DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
					TransactionAutoConfiguration.class, TransactionManagerCustomizationAutoConfiguration.class)
			.withPropertyValues("spring.aop.proxy-target-class=" + ofClass)
			.withBean(TransactionEvents.class)
			.withBean(InTransaction.class)
			.run((context) -> {
				Billing billing = context.getBean(Billing.class);

				String answer = billing.find("7", null);

				assertThat(answer).isEqualTo("7 http://two");
				assertThat(ChainScene.events(context)).containsExactly("begin", "http://one runs", "rollback", "begin",
						"http://two runs", "commit");
				assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
				assertThat(AopUtils.isCglibProxy(billing)).isEqualTo(ofClass);
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theWholeCallIsAsynchronous(boolean ofClass) {
		ChainScene.runner(TaskExecutionAutoConfiguration.class)
			.withPropertyValues("spring.aop.proxy-target-class=" + ofClass)
			.withUserConfiguration(AsyncConfiguration.class)
			.run((context) -> {
				Notice notice = context.getBean(Notice.class);
				CountDownLatch done = new CountDownLatch(1);

				notice.send(done, null);

				assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
				assertThat(ChainScene.events(context)).containsExactly("task begins", "http://one on task-1",
						"http://two on task-1");
				assertThat(ChainScene.calls(context).attempts()).isEqualTo(2);
				assertThat(ChainScene.calls(context).started()).isEqualTo(1);
				assertThat(AopUtils.isCglibProxy(notice)).isEqualTo(ofClass);
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void eachAttemptIsValidatedAndWhatIsInvalidBlamesNobody(boolean ofClass) {
		ChainScene.runner(ValidationAutoConfiguration.class)
			.withPropertyValues("spring.aop.proxy-target-class=" + ofClass)
			.withBean(Validating.class)
			.run((context) -> {
				ValidBilling billing = context.getBean(ValidBilling.class);

				assertThat(billing.find("7", null)).isEqualTo("7 http://two");
				assertThatExceptionOfType(ConstraintViolationException.class)
					.isThrownBy(() -> billing.find("bad", null));

				assertThat(ChainScene.events(context)).containsExactly("7 validated", "http://one runs", "7 validated",
						"http://two runs", "bad validated");
				assertThat(ChainScene.calls(context).attempts()).isEqualTo(3);
				assertThat(ChainScene.calls(context).failovers()).isEqualTo(1);
				assertThat(AopUtils.isCglibProxy(billing)).isEqualTo(ofClass);
			});
	}

	static final class TransactionEvents implements TransactionExecutionListener {

		private final Events events;

		TransactionEvents(Events events) {
			this.events = events;
		}

		@Override
		public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
			this.events.lines.add("begin");
		}

		@Override
		public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
			this.events.lines.add("commit");
		}

		@Override
		public void afterRollback(TransactionExecution transaction, @Nullable Throwable failure) {
			this.events.lines.add("rollback");
		}

	}

	static class InTransaction implements Billing {

		private final Events events;

		InTransaction(Events events) {
			this.events = events;
		}

		@Override
		@HighlyAvailable("billing")
		@Transactional(rollbackFor = IOException.class)
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return this.events.attempt(id, endpoint);
		}

	}

	interface Notice {

		void send(CountDownLatch done, @Nullable URI endpoint) throws IOException;

	}

	static class AsyncNotice implements Notice {

		private final Events events;

		AsyncNotice(Events events) {
			this.events = events;
		}

		@Override
		@Async
		@HighlyAvailable("billing")
		public void send(CountDownLatch done, @Leased @Nullable URI endpoint) throws IOException {
			this.events.lines.add(endpoint + " on " + Thread.currentThread().getName());
			if (endpoint.getHost().equals("one")) {
				throw new IOException("reset");
			}
			done.countDown();
		}

	}

	@EnableAsync
	@Configuration(proxyBeanMethods = false)
	static class AsyncConfiguration {

		@Bean
		Notice notice(Events events) {
			return new AsyncNotice(events);
		}

		@Bean
		TaskDecorator taskDecorator(Events events) {
			return (task) -> () -> {
				events.lines.add("task begins");
				task.run();
			};
		}

	}

	interface ValidBilling {

		@Nullable String find(@Good String id, @Nullable URI endpoint) throws IOException;

	}

	@Validated
	static class Validating implements ValidBilling {

		private final Events events;

		Validating(Events events) {
			this.events = events;
		}

		@Override
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return this.events.attempt(id, endpoint);
		}

	}

	@Constraint(validatedBy = GoodValidator.class)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Good {

		String message() default "is bad";

		Class<?>[] groups() default {};

		Class<? extends Payload>[] payload() default {};

	}

	static final class GoodValidator implements ConstraintValidator<Good, String> {

		private final Events events;

		GoodValidator(Events events) {
			this.events = events;
		}

		@Override
		public boolean isValid(String value, ConstraintValidatorContext context) {
			this.events.lines.add(value + " validated");
			return !value.equals("bad");
		}

	}

}
