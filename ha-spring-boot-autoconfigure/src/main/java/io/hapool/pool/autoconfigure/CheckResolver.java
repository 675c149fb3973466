package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.hapool.health.CheckRules;
import io.hapool.health.DnsQuery;
import io.hapool.health.HealthCheck;
import io.hapool.health.PingCheck;
import io.hapool.health.ScriptCheck;
import io.hapool.health.TcpConnect;

import org.springframework.beans.factory.BeanFactory;

import static io.hapool.pool.autoconfigure.PoolProperties.orElse;

/**
 * Turns what is said of the health checks of a pool into a check and its rules.
 */
final class CheckResolver {

	private static final String TYPES = "one of [none, http, tcp, dns, script, ping], or the name of a HealthCheck bean";

	private final BeanFactory beans;

	CheckResolver(BeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * @param prefix the prefix of the pool's properties, for people to read
	 * @throws IllegalArgumentException if a number or text cannot be; begins with the
	 * rest of the property's name
	 */
	Optional<Found> resolve(String prefix, PoolProperties own, PoolProperties pool) {
		PoolProperties.HealthCheck said = orElse(pool.healthCheck(), PoolProperties.HealthCheck.EMPTY);
		String type = orElse(said.type(), "").trim();
		if (type.isEmpty() && own.healthCheck() != null) {
			throw new InvalidPoolException(prefix + ".health-check.type", "the health check has no type",
					"Write " + TYPES + ".");
		}
		if (type.isEmpty() || type.equalsIgnoreCase("none")) {
			return Optional.empty();
		}
		CheckRules rules = rules(said);
		return Optional.of(new Found(check(new Written(prefix, type, said, pool, rules)), rules));
	}

	/**
	 * A check and its rules.
	 */
	record Found(HealthCheck<URI> check, CheckRules rules) {
	}

	private record Written(String prefix, String type, PoolProperties.HealthCheck said, PoolProperties pool,
			CheckRules rules) {

		InvalidPoolException invalid(String key, String problem, String remedy) {
			return new InvalidPoolException(prefix + ".health-check." + key, problem, remedy);
		}

		int port() {
			return orElse(said.port(), 0);
		}

	}

	private HealthCheck<URI> check(Written written) {
		return switch (written.type().toLowerCase(Locale.ROOT)) {
			case "http" -> http(written);
			case "tcp" -> new TcpConnect(written.port());
			case "dns" -> dns(written);
			case "script" -> script(written);
			case "ping" -> new PingCheck();
			default -> bean(written);
		};
	}

	private HealthCheck<URI> http(Written written) {
		HttpCheckFactory http = beans.getBeanProvider(HttpCheckFactory.class).getIfAvailable();
		if (http == null) {
			throw written.invalid("type", "checks by http need Boot's HTTP client, which is not on the class path",
					"Add the dependency org.springframework.boot:spring-boot-starter-restclient, or write type: tcp.");
		}
		PoolProperties.HealthCheck said = written.said();
		return http.create(new HttpCheckFactory.Definition(said.path(), written.port(), said.status(),
				orElse(said.headers(), Map.of()), written.rules().timeout(),
				orElse(written.pool().ssl(), PoolProperties.Ssl.EMPTY).bundle()));
	}

	private static HealthCheck<URI> dns(Written written) {
		String query = written.said().query();
		if (query == null) {
			throw written.invalid("query", "checks by dns need a name to ask the endpoints for",
					"Write a name, such as billing.internal.");
		}
		return new DnsQuery(query, written.port());
	}

	private static HealthCheck<URI> script(Written written) {
		List<String> command = orElse(written.said().command(), List.of());
		if (command.isEmpty()) {
			throw written.invalid("command", "checks by script need a command",
					"Write the program and its arguments, such as [/opt/check, \"{host}\", \"{port}\"].");
		}
		return new ScriptCheck(command);
	}

	@SuppressWarnings("unchecked") // the type argument of a bean cannot be checked here
	private HealthCheck<URI> bean(Written written) {
		String name = written.type();
		if (beans.containsBean(name) && beans.isTypeMatch(name, HealthCheck.class)) {
			return beans.getBean(name, HealthCheck.class);
		}
		throw written.invalid("type", "there is no health check \"" + name + "\"", "Write " + TYPES + ".");
	}

	private static CheckRules rules(PoolProperties.HealthCheck said) {
		CheckRules rules = CheckRules.DEFAULT;
		return new CheckRules(orElse(said.interval(), rules.interval()),
				orElse(said.suspectInterval(), rules.suspectInterval()), orElse(said.timeout(), rules.timeout()),
				orElse(said.retries(), rules.retries()), orElse(said.retryDelay(), rules.retryDelay()),
				orElse(said.rise(), rules.rise()), orElse(said.fall(), rules.fall()),
				orElse(said.history(), rules.history()));
	}

}
