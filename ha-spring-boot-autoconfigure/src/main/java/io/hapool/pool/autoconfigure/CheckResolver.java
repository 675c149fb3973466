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
import io.hapool.pool.autoconfigure.Layers;

import org.springframework.beans.factory.BeanFactory;

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
	Optional<Found> resolve(String prefix, Layers<PoolProperties> pool) {
		Layers<PoolProperties.HealthCheck> said = pool.in(PoolProperties::healthCheck,
				PoolProperties.HealthCheck.EMPTY);
		String type = said.find(PoolProperties.HealthCheck::type).orElse("").trim();
		if (type.isEmpty() && pool.own().healthCheck() != null) {
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

	private record Written(String prefix, String type, Layers<PoolProperties.HealthCheck> said,
			Layers<PoolProperties> pool, CheckRules rules) {

		InvalidPoolException invalid(String key, String problem, String remedy) {
			return new InvalidPoolException(prefix + ".health-check." + key, problem, remedy);
		}

		int port() {
			return said.find(PoolProperties.HealthCheck::port).orElse(0);
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
		Layers<PoolProperties.HealthCheck> said = written.said();
		return http.create(new HttpCheckFactory.Definition(said.either(PoolProperties.HealthCheck::path, null),
				written.port(), said.either(PoolProperties.HealthCheck::status, null),
				said.find(PoolProperties.HealthCheck::headers).orElse(Map.of()), written.rules().timeout(),
				written.pool()
					.in(PoolProperties::ssl, PoolProperties.Ssl.EMPTY)
					.either(PoolProperties.Ssl::bundle, null)));
	}

	private static HealthCheck<URI> dns(Written written) {
		String query = written.said()
			.find(PoolProperties.HealthCheck::query)
			.orElseThrow(() -> written.invalid("query", "checks by dns need a name to ask the endpoints for",
					"Write a name, such as billing.internal."));
		return new DnsQuery(query, written.port());
	}

	private static HealthCheck<URI> script(Written written) {
		List<String> command = written.said().find(PoolProperties.HealthCheck::command).orElse(List.of());
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

	private static CheckRules rules(Layers<PoolProperties.HealthCheck> said) {
		CheckRules rules = CheckRules.DEFAULT;
		return new CheckRules(said.find(PoolProperties.HealthCheck::interval).orElse(rules.interval()),
				said.find(PoolProperties.HealthCheck::suspectInterval).orElse(rules.suspectInterval()),
				said.find(PoolProperties.HealthCheck::timeout).orElse(rules.timeout()),
				said.find(PoolProperties.HealthCheck::retries).orElse(rules.retries()),
				said.find(PoolProperties.HealthCheck::retryDelay).orElse(rules.retryDelay()),
				said.find(PoolProperties.HealthCheck::rise).orElse(rules.rise()),
				said.find(PoolProperties.HealthCheck::fall).orElse(rules.fall()),
				said.find(PoolProperties.HealthCheck::history).orElse(rules.history()));
	}

}
