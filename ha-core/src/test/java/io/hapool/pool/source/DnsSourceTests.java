package io.hapool.pool.source;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.naming.NameNotFoundException;
import javax.naming.NamingException;

import io.hapool.pool.Endpoint;
import io.hapool.pool.source.TestNameServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

class DnsSourceTests {

	private static final String NAME = "billing.internal";

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private final TestNameServer server = new TestNameServer();

	private final DnsSource addresses = new DnsSource(DnsQuery.addresses(NAME, 8080).askedAt(server.address()),
			INTERVAL);

	private final DnsSource services = new DnsSource(DnsQuery.services("_http._tcp." + NAME).askedAt(server.address()),
			INTERVAL);

	@AfterEach
	void close() {
		server.close();
	}

	@Test
	void addressesOfBothFamiliesAreEndpointsInAStableOrder() throws Exception {
		server.name(NAME, Map.of("A", List.of("10.0.0.2", "10.0.0.1"), "AAAA", List.of("2001:db8::2", "2001:db8::1")));

		assertThat(targets(addresses)).containsExactly("http://10.0.0.1:8080", "http://10.0.0.2:8080",
				"http://[2001:db8:0:0:0:0:0:1]:8080", "http://[2001:db8:0:0:0:0:0:2]:8080");
		assertThat(addresses.endpoints().get(3).target().getHost()).isEqualTo("[2001:db8:0:0:0:0:0:2]");
	}

	@Test
	void schemeIsThatOfTheQuestion() throws Exception {
		server.addresses(NAME, "10.0.0.1");

		assertThat(targets(
				new DnsSource(DnsQuery.addresses(NAME, 443).withScheme("https").askedAt(server.address()), INTERVAL)))
			.containsExactly("https://10.0.0.1:443");
	}

	@Test
	void changeIsSeenAtOnce() throws Exception {
		server.addresses(NAME, "10.0.0.1", "10.0.0.2");
		assertThat(targets(addresses)).hasSize(2);

		server.addresses(NAME, "10.0.0.3");

		assertThat(targets(addresses)).containsExactly("http://10.0.0.3:8080");
	}

	@Test
	void addressesBehindAnAliasAreFound() throws Exception {
		server.name(NAME, Map.of("CNAME", List.of("other.internal"), "A", List.of("10.0.0.1")));

		assertThat(targets(addresses)).containsExactly("http://10.0.0.1:8080");
	}

	@Test
	void prioritiesOfServicesAreTiersAndWeightsAreWeights() throws Exception {
		server.name("_http._tcp." + NAME, Map.of("SRV", List.of("10 0 8080 c.internal", "0 5 8081 b.internal",
				"0 10 8080 a.internal", "10 1 8080 d.internal")));

		assertThat(services.endpoints()).extracting(Endpoint::id, Endpoint::tier, Endpoint::weight)
			.containsExactly(tuple("http://a.internal:8080", 0, 10.0), tuple("http://b.internal:8081", 0, 5.0),
					tuple("http://c.internal:8080", 10, 0.01), tuple("http://d.internal:8080", 10, 1.0));
	}

	@Test
	void serviceThatIsNotOfferedIsNoEndpoint() throws Exception {
		server.name("_http._tcp." + NAME, Map.of("SRV", List.of("0 0 0 .")));

		assertThat(services.endpoints()).isEmpty();
	}

	@Test
	void nameWithoutRecordsHasNoEndpoints() throws Exception {
		server.name(NAME, Map.of());

		assertThat(addresses.endpoints()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "AAAA" })
	void oneFamilyMayNotExist(String failing) throws Exception {
		server.name(NAME, Map.of("A", List.of("10.0.0.1"), "AAAA", List.of("2001:db8::1")));

		server.reply(failing, Reply.NXDOMAIN);

		assertThat(addresses.endpoints()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "A, SERVFAIL", "A, SILENCE", "AAAA, SERVFAIL", "AAAA, SILENCE" })
	void familyThatFailsKeepsItsLastAddresses(String failing, Reply reply) throws Exception {
		server.name(NAME, Map.of("A", List.of("10.0.0.1"), "AAAA", List.of("2001:db8::1")));
		server.reply(failing, reply);
		assertThat(addresses.endpoints()).hasSize(1);

		server.reply(Reply.RECORDS);
		assertThat(addresses.endpoints()).hasSize(2);
		server.reply(failing, reply);

		assertThat(addresses.endpoints()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVFAIL", "NXDOMAIN", "SILENCE" })
	void failureOfBothFamiliesIsThrown(Reply reply) throws Exception {
		server.addresses(NAME, "10.0.0.1");
		assertThat(addresses.endpoints()).hasSize(1);

		server.reply(reply);

		assertThatExceptionOfType(NamingException.class).isThrownBy(addresses::endpoints)
			.satisfies((failure) -> assertThat(failure.getSuppressed()).hasSize(1));
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVFAIL", "NXDOMAIN", "SILENCE" })
	void failureOfServicesIsThrown(Reply reply) {
		server.reply(reply);

		assertThatExceptionOfType(NamingException.class).isThrownBy(services::endpoints);
	}

	@Test
	void serverThatIsGoneIsAFailure() {
		server.close();

		assertThatExceptionOfType(NamingException.class).isThrownBy(addresses::endpoints);
	}

	@Test
	void ownServerIsNotReplacedByTheSystem() {
		DnsSource source = new DnsSource(DnsQuery.addresses("localhost", 8080).askedAt(server.address()), INTERVAL);

		assertThatExceptionOfType(NameNotFoundException.class).isThrownBy(source::endpoints);
		assertThat(server.questions()).isPositive();
	}

	@Test
	void systemKnowsNamesOfItsOwn() throws Exception {
		assertThat(SystemLookup.addresses("localhost")).contains("127.0.0.1");
		assertThatExceptionOfType(NameNotFoundException.class)
			.isThrownBy(() -> SystemLookup.addresses("billing.invalid"))
			.withMessage("Neither the name server nor the system knows billing.invalid");
	}

	@ParameterizedTest
	@CsvSource({ "a b, 1, http, , name", "a..b, 1, http, , name", "a/b, 1, http, , name", "'', 1, http, , name",
			"a, 0, http, , port", "a, 65536, http, , port", "a, 1, '', , scheme", "a, 1, h:, , scheme",
			"a, 1, http, '', server", "a, 1, http, dns://a, server", "a, 1, http, u:p@a, server",
			"a, 1, http, 2001:db8::1, server" })
	void questionThatCannotBeIsRefused(String name, int port, String scheme, String at, String wrong) {
		assertThatIllegalArgumentException().isThrownBy(() -> new DnsQuery(name, port, scheme, at))
			.withMessageStartingWith(wrong + ": ")
			.withMessageContaining("(expected: ");
	}

	@ParameterizedTest
	@CsvSource({ "localhost, ", "billing.internal., 10.0.0.53", "_http._tcp.a-b.internal, 10.0.0.53:5353",
			"a, '[2001:db8::53]:5353'", "a, ns.internal" })
	void questionsThatMayBe(String name, String at) {
		assertThat(new DnsQuery(name, 8080, "http", at).name()).isEqualTo(name);
	}

	@Test
	void sameQuestionAtTheSamePaceIsTheSameSource() {
		DnsQuery query = DnsQuery.addresses(NAME, 8080);

		assertThat(new DnsSource(query, INTERVAL)).isEqualTo(new DnsSource(query, INTERVAL))
			.hasSameHashCodeAs(new DnsSource(query, INTERVAL))
			.isNotEqualTo(new DnsSource(query, INTERVAL.plusSeconds(1)))
			.isNotEqualTo(new DnsSource(query.withScheme("https"), INTERVAL));
	}

	private static List<String> targets(DnsSource source) throws NamingException {
		return source.endpoints().stream().map(Endpoint::target).map(URI::toString).toList();
	}

}
