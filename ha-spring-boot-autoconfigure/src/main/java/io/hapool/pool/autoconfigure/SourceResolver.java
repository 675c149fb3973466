package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
	 * @param pool what is said of it
	 */
	List<EndpointSource<URI>> resolve(String prefix, Layers<PoolProperties> pool) {
		List<EndpointSource<URI>> sources = new ArrayList<>();
		if (pool.own().file() != null) {
			sources.add(file(prefix + ".file", pool.in(PoolProperties::file, FileList.EMPTY)));
		}
		if (pool.own().dns() != null) {
			sources.add(dns(prefix + ".dns", pool.in(PoolProperties::dns, Dns.EMPTY)));
		}
		if (pool.own().http() != null) {
			sources.add(http(prefix + ".http", pool.in(PoolProperties::http, HttpList.EMPTY)));
		}
		List<String> named = Optional.ofNullable(pool.own().sources()).orElse(List.of());
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

	private EndpointSource<URI> file(String prefix, Layers<FileList> file) {
		String location = required(prefix, "location", file.own().location(), "file:endpoints.yml");
		String scheme = location.toLowerCase(Locale.ROOT);
		if (scheme.startsWith("http:") || scheme.startsWith("https:")) {
			throw new InvalidPoolException(prefix + ".location", "\"" + location + "\" is not a file",
					"Write it as " + prefix.replaceAll("file$", "http") + ".url instead.");
		}
		return new FileSource(ApplicationResourceLoader.get().getResource(location),
				aboveZero(prefix, "interval", file.find(FileList::interval), FILE_INTERVAL), format());
	}

	private static EndpointSource<URI> dns(String prefix, Layers<Dns> dns) {
		String name = required(prefix, "name", dns.own().name(), "billing.internal");
		Integer port = (dns.find(Dns::type).orElse(Dns.Type.ADDRESS) == Dns.Type.SRV) ? noPort(prefix, dns)
				: port(prefix, dns);
		Duration interval = aboveZero(prefix, "interval", dns.find(Dns::interval), INTERVAL);
		return PoolResolver.checked(prefix, PoolResolver.REMEDY,
				() -> new DnsSource(
						new DnsQuery(name, port, dns.find(Dns::scheme).orElse("http"), dns.either(Dns::server, null)),
						interval));
	}

	private static Integer port(String prefix, Layers<Dns> dns) {
		return dns.find(Dns::port)
			.orElseThrow(() -> new InvalidPoolException(prefix + ".port", "addresses have no port of their own",
					"Write the port, such as " + prefix + ".port=8080, or " + prefix
							+ ".type=srv if SRV records tell it."));
	}

	private static @Nullable Integer noPort(String prefix, Layers<Dns> dns) {
		if (dns.own().port() != null) {
			throw new InvalidPoolException(prefix + ".port",
					dns.own().port() + ", but SRV records have ports of their own",
					"Leave it out, or leave out " + prefix + ".type.");
		}
		return null;
	}

	private EndpointSource<URI> http(String prefix, Layers<HttpList> http) {
		URI url = EndpointResolver.uri(prefix + ".url",
				required(prefix, "url", http.own().url(), "http://config.internal/endpoints.yml"));
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
		return sources.at(url, aboveZero(prefix, "interval", http.find(HttpList::interval), INTERVAL),
				aboveZero(prefix, "timeout", http.find(HttpList::timeout), HTTP_TIMEOUT), format());
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

	private static Duration aboveZero(String prefix, String key, Optional<Duration> found, Duration otherwise) {
		Duration duration = found.orElse(otherwise);
		if (duration.isZero() || duration.isNegative()) {
			throw new InvalidPoolException(prefix + "." + key, duration + " (expected: > 0)", PoolResolver.REMEDY);
		}
		return duration;
	}

}
