package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.hapool.pool.autoconfigure.PoolProperties.Dns;
import io.hapool.pool.autoconfigure.PoolProperties.FileList;
import io.hapool.pool.autoconfigure.PoolProperties.HttpList;
import io.hapool.pool.source.DnsQuery;
import io.hapool.pool.source.DnsSource;
import io.hapool.pool.source.EndpointSource;
import io.hapool.source.EndpointListFormat;
import io.hapool.source.FileSource;
import io.hapool.source.HttpSources;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.io.ApplicationResourceLoader;

import static io.hapool.pool.autoconfigure.PoolProperties.orElse;

/**
 * Turns what is said of a pool's sources into sources, in the order in which they count:
 * file, DNS, HTTP, beans. Where they are is said of each pool by itself; the rest may be
 * inherited.
 */
final class SourceResolver {

	private static final Duration FILE_INTERVAL = Duration.ofSeconds(5);

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(5);

	private final ListableBeanFactory beans;

	private @Nullable EndpointListFormat format;

	SourceResolver(ListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Returns the sources of a pool.
	 * @param prefix the prefix of the pool's properties, for people to read
	 * @param own what is said of it alone
	 * @param pool what is said of it and inherited
	 */
	List<EndpointSource<URI>> resolve(String prefix, PoolProperties own, PoolProperties pool) {
		List<EndpointSource<URI>> sources = new ArrayList<>();
		if (own.file() != null) {
			sources.add(file(prefix + ".file", orElse(pool.file(), own.file())));
		}
		if (own.dns() != null) {
			sources.add(dns(prefix + ".dns", own.dns(), orElse(pool.dns(), own.dns())));
		}
		if (own.http() != null) {
			sources.add(http(prefix + ".http", orElse(pool.http(), own.http())));
		}
		List<String> named = orElse(own.sources(), List.of());
		for (int i = 0; i < named.size(); i++) {
			sources.add(bean(prefix + ".sources[" + i + "]", named.get(i)));
		}
		return sources;
	}

	/**
	 * Refuses places among what pools inherit.
	 * @param defaults what pools inherit
	 */
	static void checkDefaults(PoolProperties defaults) {
		checkAbsent((defaults.file() != null) ? defaults.file().location() : null, "file.location");
		checkAbsent((defaults.dns() != null) ? defaults.dns().name() : null, "dns.name");
		checkAbsent((defaults.http() != null) ? defaults.http().url() : null, "http.url");
		checkAbsent(defaults.sources(), "sources");
	}

	private static void checkAbsent(@Nullable Object value, String key) {
		if (value != null) {
			throw new InvalidPoolException("ha.defaults." + key, "pools do not inherit where their endpoints come from",
					"Write it for each pool, as ha.pools.<name>." + key + ".");
		}
	}

	private EndpointSource<URI> file(String prefix, FileList file) {
		String location = required(prefix, "location", file.location(), "file:endpoints.yml");
		String scheme = location.toLowerCase(Locale.ROOT);
		if (scheme.startsWith("http:") || scheme.startsWith("https:")) {
			throw new InvalidPoolException(prefix + ".location", "\"" + location + "\" is not a file",
					"Write it as " + prefix.replaceAll("file$", "http") + ".url instead.");
		}
		return new FileSource(ApplicationResourceLoader.get().getResource(location),
				aboveZero(prefix, "interval", file.interval(), FILE_INTERVAL), format());
	}

	private static EndpointSource<URI> dns(String prefix, Dns own, Dns dns) {
		String name = required(prefix, "name", dns.name(), "billing.internal");
		Integer port = (orElse(dns.type(), Dns.Type.ADDRESS) == Dns.Type.SRV) ? noPort(prefix, own) : port(prefix, dns);
		Duration interval = aboveZero(prefix, "interval", dns.interval(), INTERVAL);
		return PoolResolver.checked(prefix, PoolResolver.REMEDY,
				() -> new DnsSource(new DnsQuery(name, port, orElse(dns.scheme(), "http"), dns.server()), interval));
	}

	private static Integer port(String prefix, Dns dns) {
		if (dns.port() == null) {
			throw new InvalidPoolException(prefix + ".port", "addresses have no port of their own",
					"Write the port, such as " + prefix + ".port=8080, or " + prefix
							+ ".type=srv if SRV records tell it.");
		}
		return dns.port();
	}

	private static @Nullable Integer noPort(String prefix, Dns dns) {
		if (dns.port() != null) {
			throw new InvalidPoolException(prefix + ".port", dns.port() + ", but SRV records have ports of their own",
					"Leave it out, or leave out " + prefix + ".type.");
		}
		return null;
	}

	private EndpointSource<URI> http(String prefix, HttpList http) {
		URI url = EndpointResolver.uri(prefix + ".url",
				required(prefix, "url", http.url(), "http://config.internal/endpoints.yml"));
		if (!url.getScheme().equalsIgnoreCase("http") && !url.getScheme().equalsIgnoreCase("https")) {
			throw new InvalidPoolException(prefix + ".url", "\"" + url.getScheme() + "\" is not http or https",
					"Write a URL such as http://config.internal/endpoints.yml; for a file, "
							+ prefix.replaceAll("http$", "file") + ".location.");
		}
		HttpSources sources = beans.getBeanProvider(HttpSources.class).getIfAvailable();
		if (sources == null) {
			throw new InvalidPoolException(prefix + ".url", "there is no HTTP client to ask it with",
					"Add spring-boot-starter-restclient to the dependencies.");
		}
		return sources.at(url, aboveZero(prefix, "interval", http.interval(), INTERVAL),
				aboveZero(prefix, "timeout", http.timeout(), HTTP_TIMEOUT), format());
	}

	@SuppressWarnings("unchecked") // the type argument of a bean cannot be checked here
	private EndpointSource<URI> bean(String property, String name) {
		if (beans.containsBean(name) && beans.isTypeMatch(name, EndpointSource.class)) {
			return beans.getBean(name, EndpointSource.class);
		}
		String[] known = beans.getBeanNamesForType(EndpointSource.class, true, false);
		throw new InvalidPoolException(property, "there is no EndpointSource bean \"" + name + "\"",
				(known.length > 0) ? "Write one of " + Arrays.toString(known) + "."
						: "Declare a bean of this name and type, or write file, dns or http instead of sources.");
	}

	private EndpointListFormat format() {
		EndpointListFormat known = format;
		if (known == null) {
			known = new EndpointListReader();
			format = known;
		}
		return known;
	}

	private static String required(String prefix, String key, @Nullable String text, String example) {
		if (text == null || text.isBlank()) {
			throw new InvalidPoolException(prefix + "." + key, "the source has no " + key,
					"Write it, such as " + prefix + "." + key + "=" + example + ", or leave out " + prefix + ".");
		}
		return text.trim();
	}

	private static Duration aboveZero(String prefix, String key, @Nullable Duration found, Duration otherwise) {
		Duration duration = orElse(found, otherwise);
		if (duration.isZero() || duration.isNegative()) {
			throw new InvalidPoolException(prefix + "." + key, duration + " (expected: > 0)", PoolResolver.REMEDY);
		}
		return duration;
	}

}
