package io.hapool.pool.source;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.hapool.LogCapture;
import io.hapool.event.EventPublisher;
import io.hapool.event.HaEvent;
import io.hapool.pool.Endpoint;
import io.hapool.time.ManualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Sources that fail, and pools that do.
 */
class SourceFailureTests {

	private static final Duration INTERVAL = ScriptedSource.INTERVAL;

	private static final Duration LONGEST_PAUSE = INTERVAL.multipliedBy(12).dividedBy(10).plusMillis(1);

	private final ManualTime time = new ManualTime();

	private final EventPublisher publisher = new EventPublisher(time);

	private final List<HaEvent> events = new ArrayList<>();

	private final List<List<Endpoint<String>>> told = new ArrayList<>();

	private final LogCapture log = new LogCapture();

	private final PoolSources<String> sources = new PoolSources<>("billing", time, publisher, told::add);

	SourceFailureTests() {
		publisher.subscribe(events::add);
	}

	@AfterEach
	void close() {
		sources.close();
		log.close();
	}

	@Test
	void sourceThatFailsKeepsItsLastEndpointsAndSaysSoOnce() {
		ScriptedSource source = ScriptedSource.of("dns", "a", "b");
		sources.use(List.of(), List.of(source, ScriptedSource.of("file", "c")));

		source.fails(new IOException("no route to http://user:secret@host"));
		time.advance(INTERVAL.multipliedBy(5));

		assertThat(told).hasSize(1);
		assertThat(log.warnings()).containsExactly("[billing] Source dns failed, its last endpoints are kept: 2. "
				+ "Cause: IOException: no route to http://******@host");
		assertThat(events).extracting(HaEvent::description)
			.containsExactly("[billing] source dns failed: IOException: no route to http://******@host");
	}

	@Test
	void emptyAnswerIsAFailure() {
		ScriptedSource source = ScriptedSource.of("dns", "a", "b");
		sources.use(endpoints("x"), List.of(source));

		source.says();
		time.advance(INTERVAL.multipliedBy(5));

		assertThat(told).hasSize(1);
		assertThat(log.warnings()).containsExactly(
				"[billing] Source dns failed, its last endpoints are kept: 2. " + "Cause: it knows of no endpoint");
		assertThat(events).hasSize(1);
	}

	@Test
	void recoveryIsToldOnce() {
		ScriptedSource source = ScriptedSource.of("dns", "a");
		sources.use(List.of(), List.of(source));
		source.fails(new IOException("x"));
		time.advance(LONGEST_PAUSE);
		source.says();
		time.advance(LONGEST_PAUSE);

		source.says("a", "b");
		time.advance(INTERVAL.multipliedBy(5));

		assertThat(log.warnings()).hasSize(1);
		assertThat(log.lines(Level.INFO)).containsExactly("[billing] Source dns recovered: it knows of 2 endpoint(s)");
		assertThat(events).extracting(HaEvent::getClass)
			.<Class<?>>containsExactly(SourceFailed.class, SourceRecovered.class);
		assertThat(toldIds()).containsExactly(List.of("a"), List.of("a", "b"));
	}

	@Test
	void whatIsNoExceptionDoesNotEndTheQuestionsEither() {
		ScriptedSource source = ScriptedSource.of("dns", "a");
		sources.use(List.of(), List.of(source));
		source.does(() -> {
			throw new StackOverflowError();
		});
		time.advance(LONGEST_PAUSE);

		source.says("b");
		time.advance(LONGEST_PAUSE);

		assertThat(toldIds()).containsExactly(List.of("a"), List.of("b"));
	}

	@Test
	void poolIsNeverToldOfNoEndpoints() {
		ScriptedSource source = new ScriptedSource("dns");

		sources.use(List.of(), List.of(source));
		assertThat(told).isEmpty();
		assertThat(log.warnings())
			.containsExactly("[billing] Source dns failed, it has told of none yet. Cause: it knows of no endpoint");
		source.says("a");
		time.advance(INTERVAL);

		assertThat(toldIds()).containsExactly(List.of("a"));
	}

	@Test
	void sourceThatHasNeverAnsweredIsAskedSooner() {
		ScriptedSource source = new ScriptedSource("dns");
		sources.use(List.of(), List.of(source));
		List<Integer> questions = new ArrayList<>();

		for (int second = 0; second < 40; second++) {
			time.advance(Duration.ofSeconds(1));
			questions.add(source.questions());
		}

		// 1, 2, 4, 8, then 10 s after the one before, each give or take a fifth
		assertThat(questions.get(1)).isGreaterThanOrEqualTo(2);
		assertThat(questions.get(8)).isGreaterThanOrEqualTo(4);
		assertThat(questions.get(39)).isBetween(6, 8);
	}

	@Test
	void poolThatRefusesDoesNotEndTheQuestions() {
		List<List<Endpoint<String>>> taken = new ArrayList<>();
		try (PoolSources<String> refused = new PoolSources<>("billing", time, publisher, (endpoints) -> {
			taken.add(endpoints);
			throw new IllegalStateException("closed");
		})) {
			ScriptedSource source = ScriptedSource.of("dns", "a");
			refused.use(List.of(), List.of(source));
			source.says("b");
			time.advance(LONGEST_PAUSE);
		}

		assertThat(taken).hasSize(2);
		assertThat(log.warnings()).containsExactly("[billing] The pool does not take what its sources tell: [a]",
				"[billing] The pool does not take what its sources tell: [b]");
	}

	@Test
	void questionThatIsUnderWayAtTheCloseTellsNobody() {
		ScriptedSource source = ScriptedSource.of("dns", "a");
		sources.use(List.of(), List.of(source));
		source.does(() -> {
			sources.close();
			throw new IOException("too late");
		});

		time.advance(LONGEST_PAUSE);

		assertThat(source.questions()).isEqualTo(2);
		assertThat(events).isEmpty();
		assertThat(log.warnings()).isEmpty();
		assertThat(time.waitingTasks()).isZero();
	}

	@Test
	void intervalMustBeAboveZero() {
		ScriptedSource source = ScriptedSource.of("dns", "a").every(Duration.ZERO);

		assertThatIllegalArgumentException().isThrownBy(() -> sources.use(List.of(), List.of(source)))
			.withMessage("interval of dns: PT0S (expected: > 0)");
		assertThat(source.questions()).isZero();
	}

	private List<List<String>> toldIds() {
		return told.stream().map((endpoints) -> endpoints.stream().map(Endpoint::id).toList()).toList();
	}

	private static List<Endpoint<String>> endpoints(String... ids) {
		return Stream.of(ids).map(Endpoint::of).toList();
	}

}
