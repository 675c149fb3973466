package io.hapool.pool;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class EndpointTests {

	@ParameterizedTest
	@CsvSource({ "http://10.0.0.1:8080, http://10.0.0.1:8080", "http://h/, http://h:80", "https://h, https://h:443",
			"ws://h, ws://h:80", "wss://h, wss://h:443", "redis://h, redis://h:6379", "rediss://h/1, rediss://h:6379/1",
			"other://h, other://h", "HTTP://Billing.Internal/Path/, http://billing.internal:80/Path",
			"http://u:p@h:1/x?token=t#f, http://h:1/x", "http://[::1]:8080/, http://[::1]:8080",
			"http://[FE80::1], http://[fe80::1]:80", "http://h/a//, http://h:80/a", "//h:1/x, //h:1/x" })
	void idOfAUriIsSchemeHostPortAndPath(String uri, String id) {
		assertThat(Endpoint.of(URI.create(uri)).id()).isEqualTo(id);
	}

	@ParameterizedTest
	@CsvSource({ "http://H:80/?a=b, http://h:80", "plain, plain", "redis://u:p@h, redis://h:6379" })
	void idOfATextThatIsAUriIsThatOfTheUri(String text, String id) {
		assertThat(Endpoint.of(text).id()).isEqualTo(id);
	}

	@Test
	void idOfOtherValuesIsTheirText() throws Exception {
		assertThat(Endpoint.of(7).id()).isEqualTo("7");
		assertThat(Endpoint.of(AdminState.READY).id()).isEqualTo("READY");
		assertThat(Endpoint.of(Path.of("a", "b")).id()).endsWith("b");
		assertThat(Endpoint.of(InetSocketAddress.createUnresolved("h", 5)).id()).isEqualTo("h:5");
		assertThat(Endpoint.of(URI.create("http://u:p@h/x").toURL()).id()).isEqualTo("http://h:80/x");
	}

	@Test
	void objectWithoutATextNeedsAnId() {
		Object target = new Object();

		assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.of(target))
			.withMessageContaining("expected: Endpoint.of(\"id\", target)");
		assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.of(" "));
		assertThat(Endpoint.of("x", target).target()).isSameAs(target);
	}

	@Test
	void equalityComesFromTheIdAlone() {
		Endpoint<String> one = Endpoint.builder("target").id("x").tier(1).weight(2).zone("eu").build();
		Endpoint<String> same = Endpoint.of("x", "another target");

		assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString("x");
		assertThat(one).isNotEqualTo(Endpoint.of("y", "target")).isNotEqualTo("x");
	}

	@Test
	void carriesWhatItWasBuiltWith() {
		Endpoint<String> endpoint = Endpoint.builder("t")
			.tier(2)
			.weight(0.5)
			.zone("eu-1")
			.metadata(Map.of("rack", "a"))
			.build();

		assertThat(endpoint.tier()).isEqualTo(2);
		assertThat(endpoint.weight()).isEqualTo(0.5);
		assertThat(endpoint.zone()).contains("eu-1");
		assertThat(endpoint.metadata()).containsExactly(Map.entry("rack", "a")).isUnmodifiable();
		assertThat(Endpoint.of("t").zone()).isEmpty();
	}

	@Test
	void valuesThatMakeNoSenseAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.builder("a").tier(-1))
			.withMessage("tier: -1 (expected: >= 0)");
		for (double wrong : new double[] { 0, -1, Double.NaN, Double.POSITIVE_INFINITY }) {
			assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.builder("a").weight(wrong));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.builder("a").id(" "))
			.withMessage("id: \" \" (expected: not blank)");
		assertThatNullPointerException().isThrownBy(() -> Endpoint.of(null));
	}

	@ParameterizedTest
	@CsvSource({ "http://10.0.0.1:8080, 10.0.0.1-8080", "http://h:80/a/b, h-80-a-b", "http://[::1]:80, 1-80", "b2, b2",
			"a b/c, a-b-c", "under_score.x, under_score.x" })
	void aliasFitsIntoAPath(String id, String alias) {
		assertThat(EndpointIds.alias(id)).isEqualTo(alias);
	}

	@ParameterizedTest
	@ValueSource(strings = { "///", "äöü" })
	void aliasIsNeverEmpty(String id) {
		assertThat(EndpointIds.alias(id)).startsWith("endpoint-");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://my_host:8080/x?token=secret#secret",
			"jdbc:postgresql://u:secret@h/db?password=secret", "redis://u:sec/ret@h:6379/1",
			"redis://u:se#secret@h:6379", "redis://u:se?secret@h:6379", "http://u:secret@my_host/x" })
	void credentialsReachNoIdOfAUriWithoutAPlainHost(String uri) {
		assertThat(Endpoint.of(URI.create(uri)).id()).doesNotContain("sec", "ret").isNotBlank();
		assertThat(Endpoint.of(uri + " {}").id()).doesNotContain("sec").isNotBlank();
	}

	@Test
	void hostWithAnUnderscoreKeepsItsName() {
		assertThat(Endpoint.of(URI.create("HTTP://My_Host:8080/x/?token=t")).id()).isEqualTo("http://my_host:8080/x");
		assertThat(Endpoint.of(URI.create("http://u:p@my_host/")).id()).isEqualTo("http://my_host:80");
	}

}
