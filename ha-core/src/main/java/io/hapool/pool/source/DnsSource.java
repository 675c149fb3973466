package io.hapool.pool.source;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import javax.naming.NameNotFoundException;
import javax.naming.NamingException;

import io.hapool.pool.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints from DNS: one for each address (A and AAAA), or for each SRV record, whose
 * priority becomes the tier and whose weight the weight. The name server is asked itself,
 * so that the JVM's cache of addresses is not in the way; a name of which it does not
 * know is looked up as the system does, in the hosts file too, unless a name server of
 * its own was given.
 * <p>
 * Of A and AAAA one may fail as long as the other finds addresses: what the one said last
 * is kept.
 */
public final class DnsSource implements EndpointSource<URI> {

	private enum Family {

		A, AAAA

	}

	private final DnsQuery query;

	private final Duration interval;

	private final NameServer server;

	/** The last good answers; touched by one question at a time. */
	private volatile Map<Family, List<String>> known = Map.of();

	/**
	 * Creates a source that has not asked yet.
	 * @param query what is asked for
	 * @param interval how long to wait from question to question, above zero
	 */
	public DnsSource(DnsQuery query, Duration interval) {
		this.query = query;
		this.interval = interval;
		this.server = new NameServer(query.server());
	}

	@Override
	public String name() {
		return "dns " + query.name();
	}

	@Override
	public Duration interval() {
		return interval;
	}

	@Override
	public List<Endpoint<URI>> endpoints() throws NamingException {
		return (query.port() == null) ? services() : addresses(query.port());
	}

	private List<Endpoint<URI>> services() throws NamingException {
		List<Endpoint<URI>> endpoints = new ArrayList<>();
		for (String text : server.ask(query.name(), "SRV")) {
			ServiceRecord service = ServiceRecord.parse(text);
			if (service.isOffered()) {
				endpoints.add(Endpoint.builder(query.uri(service.host(), service.port()))
					.tier(service.priority())
					.weight(service.share())
					.build());
			}
		}
		endpoints.sort(Comparator.<Endpoint<URI>>comparingInt(Endpoint::tier).thenComparing(Endpoint::id));
		return endpoints;
	}

	private List<Endpoint<URI>> addresses(int port) throws NamingException {
		Map<Family, List<String>> found = new EnumMap<>(Family.class);
		Map<Family, NamingException> failures = new EnumMap<>(Family.class);
		for (Family family : Family.values()) {
			try {
				found.put(family, server.ask(query.name(), family.name()));
			}
			catch (NamingException ex) {
				failures.put(family, ex);
			}
		}
		List<String> hosts = (failures.isEmpty() || found.values().stream().anyMatch((some) -> !some.isEmpty()))
				? remember(found, failures) : instead(failures);
		return hosts.stream().distinct().sorted().map((host) -> Endpoint.of(query.uri(host, port))).toList();
	}

	/**
	 * A name that does not exist has no addresses; who cannot tell has those of before.
	 */
	private List<String> remember(Map<Family, List<String>> found, Map<Family, NamingException> failures) {
		failures.forEach((family, failure) -> found.put(family,
				(failure instanceof NameNotFoundException) ? List.of() : known.getOrDefault(family, List.of())));
		known = Map.copyOf(found);
		return found.values().stream().flatMap(List::stream).toList();
	}

	private List<String> instead(Map<Family, NamingException> failures) throws NamingException {
		boolean unknown = failures.values().stream().allMatch((failure) -> failure instanceof NameNotFoundException);
		if (unknown && query.server() == null) {
			return SystemLookup.addresses(query.name());
		}
		NamingException first = failures.values().iterator().next();
		failures.values().stream().filter((failure) -> failure != first).forEach(first::addSuppressed);
		throw first;
	}

	/** The same question at the same pace is the same source. */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof DnsSource source && query.equals(source.query) && interval.equals(source.interval);
	}

	@Override
	public int hashCode() {
		return Objects.hash(query, interval);
	}

	@Override
	public String toString() {
		return name();
	}

}
