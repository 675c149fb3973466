package io.hapool.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.hapool.event.EventPublisher;
import io.hapool.event.HaEvent;
import io.hapool.pool.Endpoint;
import io.hapool.pool.source.PoolSources;
import io.hapool.pool.source.SourceFailed;
import io.hapool.pool.source.SourceRecovered;
import io.hapool.time.ManualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class FileSourceTests {

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	/** The longest pause from look to look, and the second look at a change. */
	private static final Duration TWO_LOOKS = Duration.ofMillis(6200);

	private final ManualTime time = new ManualTime();

	private final EventPublisher publisher = new EventPublisher(time);

	private final List<HaEvent> events = new ArrayList<>();

	private final List<List<String>> told = new ArrayList<>();

	private final PoolSources<URI> sources = new PoolSources<>("billing", time, publisher,
			(endpoints) -> told.add(endpoints.stream().map(Endpoint::id).toList()));

	@TempDir
	private Path directory;

	private Path file;

	private FileSource source;

	@BeforeEach
	void write() throws IOException {
		publisher.subscribe(events::add);
		file = Files.writeString(directory.resolve("endpoints.txt"), "http://a:1 http://b:2");
		source = new FileSource(new FileSystemResource(file), INTERVAL, FileSourceTests::words);
	}

	@AfterEach
	void close() {
		sources.close();
	}

	@Test
	void fileIsReadAtTheStart() {
		sources.use(List.of(), List.of(source));

		assertThat(told).containsExactly(List.of("http://a:1", "http://b:2"));
		assertThat(source.name()).isEqualTo("file:" + file);
	}

	@Test
	void changeIsSeenWithinTheInterval() throws IOException {
		sources.use(List.of(), List.of(source));

		Files.writeString(file, "http://b:2 http://c:3");
		time.advance(TWO_LOOKS);

		assertThat(told).containsExactly(List.of("http://a:1", "http://b:2"), List.of("http://b:2", "http://c:3"));
		assertThat(events).isEmpty();
	}

	@Test
	void changeOfTheSameLengthAtTheSameTimeIsSeen() throws IOException {
		sources.use(List.of(), List.of(source));

		var modified = Files.getLastModifiedTime(file);
		Files.setLastModifiedTime(Files.writeString(file, "http://a:1 http://c:3"), modified);
		time.advance(TWO_LOOKS);

		assertThat(told).hasSize(2);
	}

	@Test
	void fileThatIsBeingWrittenDoesNotCount() throws IOException {
		source.endpoints();

		for (String part : List.of("", "no uri", "http://c:", "http://c:3 htt", "http://c:3 http://d:4")) {
			Files.writeString(file, part);
			assertThat(ids()).containsExactly("http://a:1", "http://b:2");
		}

		assertThat(ids()).containsExactly("http://c:3", "http://d:4");
	}

	@Test
	void changeIsLookedAtAgainSoon() throws IOException {
		List<String> asked = new ArrayList<>();
		source.endpoints();

		try (var subscription = source.subscribe(() -> asked.add("again"))) {
			source.endpoints();
			assertThat(asked).isEmpty();
			Files.writeString(file, "http://c:3");
			source.endpoints();
			assertThat(asked).hasSize(1);
			source.endpoints();
			assertThat(asked).hasSize(1);
			Files.writeString(file, "http://d:4");
		}
		source.endpoints();

		assertThat(asked).hasSize(1);
	}

	@Test
	void fileThatIsInvalidMissingOrEmptyKeepsTheLastEndpoints() throws IOException {
		sources.use(List.of(), List.of(source));

		for (String bad : Arrays.asList("no uri", null, "")) {
			events.clear();
			if (bad != null) {
				Files.writeString(file, bad);
			}
			else {
				Files.delete(file);
			}
			time.advance(INTERVAL.multipliedBy(5));
			assertThat(events).singleElement().isInstanceOf(SourceFailed.class);
			Files.writeString(file, "http://a:1 http://b:2");
			time.advance(TWO_LOOKS);
			assertThat(events).hasSize(2).last().isInstanceOf(SourceRecovered.class);
		}

		assertThat(told).hasSize(1);
	}

	@Test
	void fileThatComesLaterIsRead() throws IOException {
		Files.delete(file);
		sources.use(List.of(), List.of(source));
		assertThat(told).isEmpty();

		Files.writeString(file, "http://a:1");
		time.advance(TWO_LOOKS);

		assertThat(told).containsExactly(List.of("http://a:1"));
	}

	@Test
	void fileThatIsReplacedAsKubernetesDoesIsSeen() throws IOException {
		Path first = Files.writeString(directory.resolve("first"), "http://a:1");
		Path second = Files.writeString(directory.resolve("second"), "http://b:2");
		Path link = Files.createSymbolicLink(directory.resolve("link"), first);
		sources.use(List.of(), List.of(new FileSource(new FileSystemResource(link), INTERVAL, FileSourceTests::words)));

		Path next = Files.createSymbolicLink(directory.resolve("next"), second);
		Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
		time.advance(TWO_LOOKS);

		assertThat(told).containsExactly(List.of("http://a:1"), List.of("http://b:2"));
	}

	@Test
	void fileThatIsTooLongIsRefused() throws IOException {
		Files.write(file, new byte[EndpointListFormat.LIMIT + 1]);

		assertThatIOException().isThrownBy(source::endpoints).withMessage("The file has more than 1048576 bytes");
	}

	@Test
	void resourceThatIsNotThereHasAName() {
		FileSource missing = new FileSource(new ClassPathResource("missing.yml"), INTERVAL, FileSourceTests::words);

		assertThat(missing.name()).isEqualTo("class path resource [missing.yml]");
		assertThatIOException().isThrownBy(missing::endpoints);
	}

	@Test
	void sameFileAtTheSamePaceIsTheSameSource() {
		assertThat(new FileSource(new FileSystemResource(file), INTERVAL, (text) -> List.of())).isEqualTo(source)
			.hasSameHashCodeAs(source)
			.isNotEqualTo(new FileSource(new FileSystemResource(file), INTERVAL.plusSeconds(1), (text) -> List.of()));
	}

	private List<String> ids() throws IOException {
		return source.endpoints().stream().map(Endpoint::id).toList();
	}

	/** URIs with a host between blanks; half of one is not refused. */
	private static List<Endpoint<URI>> words(String text) {
		if (text.equals("no uri")) {
			throw new IllegalArgumentException(text);
		}
		return Arrays.stream(text.split(" "))
			.filter((word) -> !word.isEmpty())
			.map((word) -> Endpoint.of(URI.create(word)))
			.toList();
	}

}
