package io.hapool.redis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.hapool.redis.PlainDatabaseClient.Driver;
import io.hapool.redis.TemplateOperations.Call;
import io.hapool.redis.TemplateOperations.Keys;
import io.hapool.redis.connection.Readable;
import io.hapool.redis.template.MultiDatabaseRedisTemplate;
import io.hapool.redis.template.MultiDatabaseStringRedisTemplate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisOperations;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * As long as nothing fails, templates answer over the router as over the factory of the
 * driver alone, and leave the same behind.
 */
@ParameterizedClass
@EnumSource
class TemplateEquivalenceTests {

	private static RedisServerProcess server;

	private final RedisScene scene;

	private final Database plain;

	private final Jedis jedis = server.connect();

	TemplateEquivalenceTests(RedisDriver driver) {
		this.scene = new RedisScene(driver).with("east", 1, server).start();
		this.plain = PlainDatabaseClient.standalone("plain", Driver.valueOf(driver.name()), server);
	}

	@BeforeAll
	static void start() {
		server = RedisServerProcess.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void close() {
		jedis.close();
		plain.client().close();
		scene.close();
	}

	@ParameterizedTest
	@EnumSource
	void methods(Keys keys) {
		compare(Kind.STRINGS, Way.DIRECT, keys);
	}

	@ParameterizedTest
	@EnumSource
	@Tag("fault")
	void methodsOfTemplatesOfObjects(Way way) {
		compare(Kind.OBJECTS, way, Keys.OF_THE_RIGHT_TYPE);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
	@Tag("fault")
	void methodsWithinOthers(Way way) {
		compare(Kind.STRINGS, way, Keys.OF_THE_RIGHT_TYPE);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
	@Tag("fault")
	void mistakesWithinOthers(Way way) {
		compare(Kind.STRINGS, way, Keys.OF_ANOTHER_TYPE);
	}

	@ParameterizedTest
	@EnumSource
	void reactiveMethods(Keys keys) {
		assumeTrue(plainConnections() instanceof ReactiveRedisConnectionFactory, "Jedis has no reactive connections");
		ReactiveRedisOperations<Object, Object> direct = reactive(plainConnections());
		ReactiveRedisOperations<Object, Object> routed = reactive(scene.reactiveConnections());
		List<Call<ReactiveRedisOperations<Object, Object>>> calls = TemplateOperations.reactive((text) -> text)
			.calls(keys);
		TemplateAnswers answers = new TemplateAnswers(
				new SampleData(Kind.STRINGS.plain(plainConnections()), (text) -> text, jedis));

		List<String> expected = answers.of(calls, (call) -> call.on(direct));
		List<String> actual = answers.of(calls, (call) -> call.on(routed));

		assertSame(expected, actual);
	}

	@SuppressWarnings("unchecked")
	private static ReactiveRedisOperations<Object, Object> reactive(RedisConnectionFactory factory) {
		ReactiveRedisTemplate<?, ?> template = new ReactiveStringRedisTemplate(
				(ReactiveRedisConnectionFactory) factory);
		return (ReactiveRedisOperations<Object, Object>) template;
	}

	@Test
	void pipelinesTransactionsScriptsAndCursors() {
		RedisTemplate<Object, Object> direct = Kind.STRINGS.plain(plainConnections());
		SampleData data = new SampleData(direct, Kind.STRINGS.values, jedis);
		BroadOperations operations = new BroadOperations(data, jedis);

		List<String> expected = operations.on(direct);
		List<String> actual = operations.on(Kind.STRINGS.routed(scene.connections()));

		assertSame(expected, actual);
	}

	@Test
	void noMethodIsLeftOut() {
		Set<Class<?>> called = TemplateOperations.blocking((text) -> text).types();
		Set<Class<?>> calledReactive = TemplateOperations.reactive((text) -> text).types();

		assertThat(called).contains(RedisOperations.class).containsAll(given(called));
		assertThat(calledReactive).contains(ReactiveRedisOperations.class).containsAll(given(calledReactive));
	}

	/** Returns the interfaces themselves and those that their methods return. */
	private static Set<Class<?>> given(Set<Class<?>> types) {
		return types.stream()
			.flatMap(TemplateOperations::methods)
			.map((method) -> (Class<?>) method.getReturnType())
			.filter((type) -> type.getSimpleName().endsWith("Operations"))
			.collect(Collectors.toSet());
	}

	private void compare(Kind kind, Way way, Keys keys) {
		RedisTemplate<Object, Object> direct = kind.plain(plainConnections());
		RedisTemplate<Object, Object> routed = kind.routed(scene.connections());
		List<Call<RedisOperations<Object, Object>>> calls = TemplateOperations.blocking(kind.values)
			.calls(keys)
			.stream()
			.filter(way::takes)
			.toList();
		TemplateAnswers answers = new TemplateAnswers(new SampleData(direct, kind.values, jedis));

		List<String> expected = answers.of(calls, (call) -> way.answer(direct, call));
		List<String> actual = answers.of(calls, (call) -> way.answer(routed, call));

		assertSame(expected, actual);
	}

	private RedisConnectionFactory plainConnections() {
		return ((PlainDatabaseClient) plain.client()).plain();
	}

	private static void assertSame(List<String> expected, List<String> actual) {
		assertThat(actual).hasSameSizeAs(expected);
		assertThat(differences(expected, actual)).isEmpty();
	}

	private static List<String> differences(List<String> expected, List<String> actual) {
		List<String> differences = new ArrayList<>();
		for (int i = 0; i < expected.size(); i++) {
			if (!expected.get(i).equals(actual.get(i))) {
				differences.add("plain:  " + expected.get(i) + "\nrouted: " + actual.get(i));
			}
		}
		return differences;
	}

	/** What a template makes of keys and values. */
	enum Kind {

		STRINGS((text) -> text) {

			@Override
			RedisTemplate<?, ?> template(RedisConnectionFactory factory) {
				return new StringRedisTemplate(factory);
			}

			@Override
			RedisTemplate<?, ?> routedTemplate(RedisConnectionFactory factory) {
				return new MultiDatabaseStringRedisTemplate(factory);
			}

		},

		OBJECTS(Invoice::new) {

			@Override
			RedisTemplate<?, ?> template(RedisConnectionFactory factory) {
				return ready(new RedisTemplate<>(), factory);
			}

			@Override
			RedisTemplate<?, ?> routedTemplate(RedisConnectionFactory factory) {
				return ready(new MultiDatabaseRedisTemplate<>(), factory);
			}

		};

		private final Function<String, Object> values;

		Kind(Function<String, Object> values) {
			this.values = values;
		}

		abstract RedisTemplate<?, ?> template(RedisConnectionFactory factory);

		abstract RedisTemplate<?, ?> routedTemplate(RedisConnectionFactory factory);

		@SuppressWarnings("unchecked")
		RedisTemplate<Object, Object> plain(RedisConnectionFactory factory) {
			return (RedisTemplate<Object, Object>) template(factory);
		}

		@SuppressWarnings("unchecked")
		RedisTemplate<Object, Object> routed(RedisConnectionFactory factory) {
			return (RedisTemplate<Object, Object>) routedTemplate(factory);
		}

		private static RedisTemplate<Object, Object> ready(RedisTemplate<Object, Object> template,
				RedisConnectionFactory factory) {
			template.setConnectionFactory(factory);
			template.setEnableTransactionSupport(false);
			template.afterPropertiesSet();
			return template;
		}

	}

	/** Where a method is called. */
	enum Way {

		DIRECT {

			@Override
			@Nullable Object answer(RedisTemplate<Object, Object> template, Call<RedisOperations<Object, Object>> call) {
				return call.on(template);
			}

		},

		SESSION {

			@Override
			@Nullable Object answer(RedisTemplate<Object, Object> template, Call<RedisOperations<Object, Object>> call) {
				return template.execute(new Session<>((operations) -> TemplateAnswers.of(() -> call.on(operations))));
			}

		},

		PIPELINE {

			@Override
			@Nullable Object answer(RedisTemplate<Object, Object> template, Call<RedisOperations<Object, Object>> call) {
				return template.executePipelined(new Session<@Nullable Object>((operations) -> {
					Readable.of(call.on(operations)); // closes what is a cursor
					return null;
				}));
			}

		},

		TRANSACTION {

			@Override
			@Nullable Object answer(RedisTemplate<Object, Object> template, Call<RedisOperations<Object, Object>> call) {
				return template.execute(new Session<>((operations) -> {
					operations.multi();
					String queued = TemplateAnswers.of(() -> call.on(operations));
					return Arrays.asList(queued, TemplateAnswers.of(operations::exec));
				}));
			}

		};

		abstract @Nullable Object answer(RedisTemplate<Object, Object> template,
				Call<RedisOperations<Object, Object>> call);

		/**
		 * A scan in a transaction fails, and RedisTemplate keeps its connection forever.
		 */
		boolean takes(Call<?> call) {
			return this != TRANSACTION || !call.method().getName().equals("scan");
		}

	}

	/** A value that only Java knows. */
	record Invoice(String number) implements Serializable {
	}

}
