package io.hapool.redis;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;

import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.ClusterRedirectException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.TooManyClusterRedirectionsException;
import org.springframework.data.redis.connection.ClusterCommandExecutionFailureException;
import org.springframework.data.redis.connection.PoolException;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.serializer.SerializationException;

/**
 * Tells what the exceptions of Spring Data Redis say of a database: by what caused them,
 * since the same type stands for a refused connection, a wrong command and a bug. Has no
 * opinion of what is no exception of Redis.
 */
public final class RedisFailureClassifier implements FailureClassifier {

	private static final int LONGEST_CHAIN = 32;

	/** Error replies by which a database says that it did nothing, and why. */
	private static final Set<String> DATABASE_UNFIT = Set.of("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN",
			"TRYAGAIN", "MISCONF", "BUSY", "NOREPLICAS", "UNBLOCKED", "MOVED", "ASK");

	private static final List<Class<?>> OF_REDIS = List.of(RedisConnectionFailureException.class,
			RedisSystemException.class, InvalidDataAccessApiUsageException.class, QueryTimeoutException.class,
			RedisPipelineException.class, PoolException.class, ClusterRedirectException.class,
			TooManyClusterRedirectionsException.class, ClusterCommandExecutionFailureException.class,
			SerializationException.class);

	/**
	 * After these nobody knows. Lettuce cancels commands when it closes their connection:
	 * those not written yet, but it does not say so.
	 */
	private static final List<Class<?>> UNKNOWN = List.of(QueryTimeoutException.class, IOException.class,
			CancellationException.class);

	private static final Set<String> CREDENTIALS_REFUSED = Set.of("NOAUTH", "WRONGPASS");

	private static final String TRANSACTION_DISCARDED = "because of: ";

	private final Driver driver;

	private final AuthenticationErrors authenticationErrors;

	/**
	 * Creates a classifier.
	 * @param driver what knows the exceptions of the driver
	 * @param authenticationErrors what it means that a database refuses the credentials
	 */
	public RedisFailureClassifier(Driver driver, AuthenticationErrors authenticationErrors) {
		this.driver = Objects.requireNonNull(driver, "driver");
		this.authenticationErrors = Objects.requireNonNull(authenticationErrors, "authenticationErrors");
	}

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		if (failure instanceof DatabasesUnavailableException) {
			return null;
		}
		List<Throwable> chain = chainOf(failure);
		if (chain.stream().noneMatch(this::isOfRedis)) {
			return null;
		}
		if (chain.stream().anyMatch(InterruptedException.class::isInstance)) {
			return Outcome.CANCELLED;
		}
		for (Throwable link : chain) {
			if (link instanceof RedisPipelineException pipeline) {
				return ofPipeline(pipeline);
			}
		}
		Outcome outcome = ofChain(chain);
		// of several steps or nodes, those before the one that failed are done
		boolean parts = isNothingDone(outcome) && chain.stream().anyMatch(RedisFailureClassifier::isOfParts);
		return parts ? Outcome.MAYBE_APPLIED : outcome;
	}

	private static boolean isOfParts(Throwable link) {
		return link instanceof PartlyDoneException || link instanceof ClusterCommandExecutionFailureException;
	}

	/** Whether an exception of the driver is among what failed. */
	boolean knows(Throwable failure) {
		return chainOf(failure).stream().anyMatch(driver::isItsOwn);
	}

	private @Nullable Outcome ofChain(List<Throwable> chain) {
		for (Throwable link : chain) {
			if (driver.isErrorReply(link)) {
				return ofErrorReply(String.valueOf(link.getMessage()));
			}
		}
		for (Throwable link : chain) {
			Outcome outcome = driver.outcomeOf(link);
			if (outcome == null) {
				outcome = ofKnown(link);
			}
			if (outcome != null) {
				return outcome;
			}
		}
		return ofUnknownCause(chain);
	}

	private static @Nullable Outcome ofKnown(Throwable link) {
		if (link instanceof PoolException && link.getCause() instanceof NoSuchElementException) {
			// the connections are all in use: that is our limit, and no other database's
			// matter
			return Outcome.EXEMPT;
		}
		if (link instanceof PoolException || link instanceof ConnectException || link instanceof UnknownHostException
				|| link instanceof NoRouteToHostException) {
			return Outcome.NOT_SENT;
		}
		if (link instanceof ClusterRedirectException) {
			return Outcome.NOT_EXECUTED;
		}
		return UNKNOWN.stream().anyMatch((type) -> type.isInstance(link)) ? Outcome.MAYBE_APPLIED : null;
	}

	/** Neither the driver nor the network: a bug of the caller or of the client. */
	private @Nullable Outcome ofUnknownCause(List<Throwable> chain) {
		for (Throwable link : chain) {
			if (link instanceof RedisConnectionFailureException || link instanceof TooManyClusterRedirectionsException
					|| driver.isItsOwn(link)) {
				return Outcome.MAYBE_APPLIED;
			}
		}
		return Outcome.CALLER_ERROR;
	}

	/**
	 * Some of a pipeline's commands may have been carried out while others were not: that
	 * nothing was is certain only if each of them says so.
	 */
	private Outcome ofPipeline(RedisPipelineException pipeline) {
		List<Throwable> chain = chainOf(pipeline);
		chain.remove(pipeline);
		Outcome first = (chain.isEmpty()) ? null : ofPart(chain);
		if (first == Outcome.CALLER_ERROR) {
			return first;
		}
		List<Object> results = pipeline.getPipelineResult();
		if (first == null || results == null || results.isEmpty()) {
			return Outcome.MAYBE_APPLIED;
		}
		for (Object result : results) {
			if (!(result instanceof Throwable part) || !isNothingDone(ofPart(chainOf(part)))) {
				return Outcome.MAYBE_APPLIED;
			}
		}
		return first;
	}

	/** Lettuce leaves nothing of the cause of a pipeline's part but its text. */
	private @Nullable Outcome ofPart(List<Throwable> chain) {
		Throwable part = chain.get(0);
		if (chain.size() == 1 && part instanceof InvalidDataAccessApiUsageException) {
			String text = String.valueOf(part.getMessage());
			Outcome outcome = driver.outcomeOfText(text);
			return (outcome != null) ? outcome : ofErrorReply(text);
		}
		return ofChain(chain);
	}

	private static boolean isNothingDone(@Nullable Outcome outcome) {
		return outcome == Outcome.NOT_SENT || outcome == Outcome.NOT_EXECUTED;
	}

	private Outcome ofErrorReply(String reply) {
		int reason = reply.indexOf(TRANSACTION_DISCARDED);
		if (reply.startsWith("EXECABORT") && reason >= 0) {
			return ofErrorReply(reply.substring(reason + TRANSACTION_DISCARDED.length()));
		}
		String code = reply.split("[ :]", 2)[0];
		if (DATABASE_UNFIT.contains(code) || reply.startsWith("ERR max number of clients")) {
			return Outcome.NOT_EXECUTED;
		}
		if (CREDENTIALS_REFUSED.contains(code) && authenticationErrors == AuthenticationErrors.ARE_FAILURES) {
			return Outcome.NOT_EXECUTED;
		}
		return Outcome.CALLER_ERROR;
	}

	private boolean isOfRedis(Throwable link) {
		return driver.isItsOwn(link) || OF_REDIS.stream().anyMatch((type) -> type.isInstance(link));
	}

	/** Outermost first: each with its cause and what it suppressed. */
	private static List<Throwable> chainOf(Throwable failure) {
		List<Throwable> chain = new ArrayList<>();
		chain.add(failure);
		for (int next = 0; next < chain.size() && chain.size() < LONGEST_CHAIN; next++) {
			Throwable link = chain.get(next);
			List<Throwable> below = new ArrayList<>();
			if (link.getCause() != null) {
				below.add(link.getCause());
			}
			below.addAll(Arrays.asList(link.getSuppressed()));
			below.removeIf((throwable) -> chain.contains(throwable));
			chain.addAll(below);
		}
		return chain;
	}

	/**
	 * What a driver's own exceptions mean, each for itself, without its causes.
	 */
	public interface Driver {

		/**
		 * Returns whether an exception is of a type of the driver.
		 * @param link an exception, or a cause of one
		 * @return whether the driver throws it
		 */
		boolean isItsOwn(Throwable link);

		/**
		 * Returns whether an exception is an error that the database answered.
		 * @param link an exception, or a cause of one
		 * @return whether its message is the error reply
		 */
		boolean isErrorReply(Throwable link);

		/**
		 * Returns what an exception means.
		 * @param link an exception, or a cause of one
		 * @return the outcome, or {@code null} if its causes tell more
		 */
		@Nullable Outcome outcomeOf(Throwable link);

		/**
		 * Returns what the message of an exception means whose type is lost.
		 * @param text the message
		 * @return the outcome, or {@code null} if the text is none of the driver's
		 */
		@Nullable Outcome outcomeOfText(String text);

	}

}
