package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.util.List;

import io.hapool.pool.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

class EndpointListReaderTests {

	private final EndpointListReader reader = new EndpointListReader();

	@ParameterizedTest
	@ValueSource(strings = { "- http://a:1\n- http://b:2\n", "endpoints:\n- http://a:1\n- uri: http://b:2\n",
			"[http://a:1, http://b:2]", "[\"http://a:1\", \"http://b:2\"]",
			"{\"endpoints\": [\"http://a:1\", \"http://b:2\"]}",
			"[\n\t\"http://a:1\",\n\t{\n\t\t\"uri\":\t\"http://b:2\"\n\t}\n]\n", "endpoints: http://a:1,http://b:2",
			"http://a:1, http://b:2", "\uFEFF- http://a:1\n- http://b:2\n" })
	void allFormsAreRead(String text) {
		assertThat(reader.read(text)).extracting(Endpoint::id).containsExactly("http://a:1", "http://b:2");
	}

	@Test
	void longFormIsThatOfTheProperties() {
		List<Endpoint<URI>> endpoints = reader.read("""
				- http://a:1
				- uri: http://u:p@b:2
				  id: b2
				  tier: 1
				  weight: 2.5
				  zone: z
				  metadata: {rack: a, two words: x}
				""");

		assertThat(endpoints).extracting(Endpoint::id, Endpoint::tier, Endpoint::weight)
			.containsExactly(tuple("http://a:1", 0, 1.0), tuple("b2", 1, 2.5));
		assertThat(endpoints.get(1).target()).hasToString("http://u:p@b:2");
		assertThat(endpoints.get(1).zone()).contains("z");
		assertThat(endpoints.get(1).metadata()).containsEntry("rack", "a").hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  \n", "# nothing\n", "[]", "endpoints: []", "endpoints:", "{}" })
	void nothingIsNoEndpoints(String text) {
		assertThat(reader.read(text)).isEmpty();
	}

	@Test
	void placeholdersAreNotReplaced() {
		assertThatIllegalArgumentException().isThrownBy(() -> reader.read("- http://${user.name}:8080"))
			.withMessageContaining("${user.name}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					- 10.0.0.1:8080                    | endpoints[0]: "10.0.0.1:8080" is not a URI with scheme and host. Write a URI with scheme and host, such as http://10.0.0.1:8080.
					- {id: a}                          | endpoints[0]: the endpoint has no URI. Write a URI with scheme and host, such as http://10.0.0.1:8080.
					- {uri: "http://a", tier: -1}      | endpoints[0].tier: -1 (expected: >= 0). Write a tier of 0 or more, a weight above 0, and an id that is not blank.
					- {url: "http://a"}                | Nothing takes endpoints[0].url: the key is unknown, or an index before it is missing. Correct the keys of endpoints, and number its elements from [0] on without a gap.
					servers: [http://a]                | Nothing takes the key servers[0]. Write a list in YAML or JSON, such as [http://10.0.0.1:8080], or one under endpoints.
					endpoints: {a: http://u:secret@b}  | Nothing takes the key endpoints.a. Write a list in YAML or JSON, such as [http://10.0.0.1:8080], or one under endpoints.
					[http://u:secret@a                 | Neither YAML nor JSON: ParserException. Write a list in YAML or JSON, such as [http://10.0.0.1:8080], or one under endpoints.
					- http://u:se#cret@a               | endpoints[0]: "http://******@a" is not a URI with scheme and host. Write a URI with scheme and host, such as http://10.0.0.1:8080. Percent-encode special characters of a password, such as @ as %40.
					""")
	void whatIsNoListIsRefusedWithWhatToWrite(String text, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> reader.read(text)).withMessage(message).withNoCause();
	}

	@Test
	void valueThatIsNoneSaysInWhichLine() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> reader.read("- http://a\n- uri: http://b\n  weight: heavy\n"))
			.withMessageStartingWith("endpoints[1].weight: \"heavy\" is not a number (")
			.withMessageContaining("3:11")
			.withMessageEndingWith(". Write a number for endpoints[1].weight.");
	}

	@Test
	void severalListsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> reader.read("- http://a\n---\n- http://b\n"))
			.withMessageStartingWith("More than one list.");
	}

	@Test
	void codeInYamlIsNotRun() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> reader.read("- !!javax.script.ScriptEngineManager [http://a]"))
			.withMessageStartingWith("Neither YAML nor JSON: ");
	}

	@Test
	void endpointThatIsNamedTwiceIsLeftToThePool() {
		assertThat(reader.read("[http://a:1, http://a:1]")).hasSize(2);
	}

}
