package io.hapool.pool.source;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.hapool.LogCapture;
import io.hapool.event.EventPublisher;
import io.hapool.event.HaEvent;
import io.hapool.pool.Endpoint;
import io.hapool.time.ManualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class PoolSourcesTests {

	private static final Duration INTERVAL = ScriptedSource.INTERVAL;

	private static final Duration LONGEST_PAUSE = INTERVAL.multipliedBy(12).dividedBy(10).plusMillis(1);

	private static final Duration SHORTEST_PAUSE = INTERVAL.multipliedBy(8).dividedBy(10);

	private final ManualTime time = new ManualTime();

	private final EventPublisher publisher = new EventPublisher(time);

	private final List<HaEvent> events = new ArrayList<>();

	private final List<List<Endpoint<String>>> told = new ArrayList<>();

	private final LogCapture log = new LogCapture();

	private final PoolSources<String> sources = new PoolSources<>("billing", time, publisher, told::add);

	PoolSourcesTests() {
		publisher.subscribe(events::add);
	}

	@AfterEach
	void close() {
		sources.close();
		log.close();
	}

	@Test
	void tellsTheListedFirstThenThoseOfEachSourceAtOnce() {
		sources.use(endpoints("x", "y"), List.of(ScriptedSource.of("file", "b", "a"), ScriptedSource.of("dns", "c")));

		assertThat(toldIds()).containsExactly(List.of("x", "y", "b", "a", "c"));
		assertThat(events).isEmpty();
		assertThat(log.warnings()).isEmpty();
	}

	@Test
	void asksEachSourceAtItsOwnIntervalGiveOrTakeAFifth() {
		ScriptedSource often = ScriptedSource.of("often", "a");
		ScriptedSource seldom = ScriptedSource.of("seldom", "b").every(INTERVAL.multipliedBy(100));
		sources.use(List.of(), List.of(often, seldom));

		for (int i = 1; i <= 20; i++) {
			long asked = time.nanos();
			assertThat(often.questions()).isEqualTo(i);
			time.advance(SHORTEST_PAUSE);
			assertThat(often.questions()).isEqualTo(i);
			while (often.questions() == i) {
				time.advance(Duration.ofMillis(1));
			}
			assertThat(Duration.ofNanos(time.nanos() - asked)).isBetween(SHORTEST_PAUSE, LONGEST_PAUSE.plusMillis(1));
		}
		assertThat(seldom.questions()).isOne();
	}

	@Test
	void pausesAreNotAllTheSame() {
		ScriptedSource source = ScriptedSource.of("dns", "a");
		sources.use(List.of(), List.of(source));
		List<Long> pauses = new ArrayList<>();

		for (int i = 1; i <= 20; i++) {
			long asked = time.nanos();
			while (source.questions() == i) {
				time.advance(Duration.ofMillis(10));
			}
			pauses.add(time.nanos() - asked);
		}

		assertThat(pauses.stream().distinct().count()).isGreaterThan(3);
	}

	@Test
	void tellsWhatHasChanged() {
		ScriptedSource source = ScriptedSource.of("dns", "a", "b");
		sources.use(endpoints("x"), List.of(source));

		source.says("b", "c");
		time.advance(LONGEST_PAUSE);

		assertThat(toldIds()).containsExactly(List.of("x", "a", "b"), List.of("x", "b", "c"));
	}

	@Test
	void whatIsTheSameAgainIsNotTold() {
		ScriptedSource source = new ScriptedSource("dns").does(() -> endpoints("a", "b"));
		sources.use(List.of(), List.of(source));

		time.advance(LONGEST_PAUSE);
		source.does(() -> endpoints("b", "a"));
		time.advance(LONGEST_PAUSE);

		assertThat(source.questions()).isGreaterThanOrEqualTo(3);
		assertThat(toldIds()).containsExactly(List.of("a", "b"));
	}

	@ParameterizedTest
	@MethodSource
	void eachDifferenceOfAnEndpointIsTold(UnaryOperator<Endpoint.Builder<String>> change) {
		ScriptedSource source = new ScriptedSource("dns")
			.does(() -> List.of(Endpoint.builder("target").id("a").build()));
		sources.use(List.of(), List.of(source));

		Endpoint<String> changed = change.apply(Endpoint.builder("target").id("a")).build();
		source.does(() -> List.of(changed));
		time.advance(LONGEST_PAUSE);

		assertThat(told).hasSize(2);
		assertThat(told.get(1).get(0)).isSameAs(changed);
	}

	static Stream<UnaryOperator<Endpoint.Builder<String>>> eachDifferenceOfAnEndpointIsTold() {
		return Stream.of((same) -> Endpoint.builder("other").id("a"), (same) -> same.tier(1), (same) -> same.weight(2),
				(same) -> same.zone("z"), (same) -> same.metadata(Map.of("rack", "1")));
	}

	@Test
	void firstThatNamesAnIdWinsAndOneEventSaysSo() {
		ScriptedSource file = ScriptedSource.of("file", "x", "a");
		ScriptedSource dns = ScriptedSource.of("dns", "a", "b");
		sources.use(endpoints("x"), List.of(file, dns));

		time.advance(INTERVAL.multipliedBy(5));

		assertThat(told).hasSize(1);
		assertThat(told.get(0)).extracting(Endpoint::target).containsExactly("x", "a of file", "b of dns");
		assertThat(events).extracting(HaEvent::description)
			.containsExactlyInAnyOrder("[billing] x is named by the list and by file: the list counts",
					"[billing] a is named by file and by dns: file counts");
	}

	@Test
	void conflictThatHasEndedAndComesBackIsToldAgain() {
		ScriptedSource file = ScriptedSource.of("file", "a");
		ScriptedSource dns = ScriptedSource.of("dns", "a");
		sources.use(List.of(), List.of(file, dns));

		file.says("b");
		time.advance(LONGEST_PAUSE);
		file.says("a");
		time.advance(LONGEST_PAUSE);

		assertThat(events).hasSize(2).allMatch((event) -> event instanceof EndpointShadowed);
		assertThat(told.get(1)).extracting(Endpoint::target).containsExactly("b of file", "a of dns");
		assertThat(told.get(2)).extracting(Endpoint::target).containsExactly("a of file");
	}

	@Test
	void endpointThatOneSourceNamesTwiceIsTakenAsFirstNamed() {
		ScriptedSource source = new ScriptedSource("dns")
			.does(() -> List.of(Endpoint.of("a", "first"), Endpoint.of("a", "second")));

		sources.use(List.of(), List.of(source));
		time.advance(LONGEST_PAUSE);

		assertThat(told).hasSize(1);
		assertThat(told.get(0)).extracting(Endpoint::target).containsExactly("first");
		assertThat(events).extracting(HaEvent::description)
			.containsExactly("[billing] a is named more than once by dns: the first counts");
	}

	@Test
	void changeIsAskedForEarlyAndManyAtOnceByOneQuestion() {
		ScriptedSource source = ScriptedSource.of("file", "a");
		sources.use(List.of(), List.of(source));

		source.says("b");
		for (int i = 0; i < 100; i++) {
			source.change();
		}
		time.advance(Duration.ofMillis(100));

		assertThat(source.questions()).isEqualTo(2);
		assertThat(toldIds()).containsExactly(List.of("a"), List.of("b"));
		time.advance(SHORTEST_PAUSE);
		assertThat(source.questions()).isEqualTo(2);
	}

	@Test
	void changeDuringAQuestionLeadsToOneMore() {
		ScriptedSource source = new ScriptedSource("file");
		source.does(() -> {
			if (source.questions() == 1) {
				source.change();
			}
			return endpoints("a" + source.questions());
		});
		sources.use(List.of(), List.of(source));

		time.advance(Duration.ofMillis(100));

		assertThat(toldIds()).containsExactly(List.of("a1"), List.of("a2"));
		time.advance(SHORTEST_PAUSE);
		assertThat(source.questions()).isEqualTo(2);
	}

	@Test
	void statesSayHowTheSourcesDo() {
		ScriptedSource dns = ScriptedSource.of("dns", "a", "b");
		ScriptedSource file = new ScriptedSource("file").fails(new IOException("gone"));
		sources.use(endpoints("x"), List.of(dns, file));

		assertThat(sources.states()).containsExactly(new SourceState("dns", time.wallClock(), 2, null),
				new SourceState("file", null, 0, "IOException: gone"));
	}

	@Test
	void closeLeavesNothingBehind() {
		ScriptedSource dns = ScriptedSource.of("dns", "a");
		ScriptedSource file = new ScriptedSource("file");
		sources.use(List.of(), List.of(dns, file));
		assertThat(time.waitingTasks()).isEqualTo(2);

		sources.close();
		sources.close();

		assertThat(time.waitingTasks()).isZero();
		assertThat(dns.subscribers() + file.subscribers()).isZero();
		assertThat(sources.states()).isEmpty();
		sources.use(endpoints("z"), List.of(dns));
		assertThat(dns.questions()).isOne();
		assertThat(toldIds()).containsExactly(List.of("a"));
	}

	@Test
	void sourcesThatStayAreNotAskedAgain() {
		ScriptedSource stays = ScriptedSource.of("dns", "a");
		ScriptedSource leaves = ScriptedSource.of("file", "b");
		sources.use(endpoints("x"), List.of(stays, leaves));

		sources.use(endpoints("y"), List.of(ScriptedSource.of("new", "c"), stays));

		assertThat(stays.questions()).isOne();
		assertThat(leaves.subscribers()).isZero();
		assertThat(time.waitingTasks()).isEqualTo(2);
		assertThat(toldIds()).containsExactly(List.of("x", "a", "b"), List.of("y", "c", "a"));
	}

	@Test
	void sourceThatIsReplacedHandsItsLastEndpointsToTheNextOfItsName() {
		sources.use(List.of(), List.of(ScriptedSource.of("dns", "a")));
		ScriptedSource next = new ScriptedSource("dns").fails(new IOException("gone"));

		sources.use(endpoints("x"), List.of(next));

		assertThat(toldIds()).containsExactly(List.of("a"), List.of("x", "a"));
		assertThat(log.warnings()).hasSize(1);
	}

	private List<List<String>> toldIds() {
		return told.stream().map((endpoints) -> endpoints.stream().map(Endpoint::id).toList()).toList();
	}

	private static List<Endpoint<String>> endpoints(String... ids) {
		return Stream.of(ids).map(Endpoint::of).toList();
	}

}
