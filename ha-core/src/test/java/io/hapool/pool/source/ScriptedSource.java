package io.hapool.pool.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.hapool.event.Subscription;
import io.hapool.pool.Endpoint;

/**
 * A source that says what a test has told it to say.
 */
final class ScriptedSource implements EndpointSource<String> {

	static final Duration INTERVAL = Duration.ofSeconds(10);

	private final AtomicInteger questions = new AtomicInteger();

	private final List<Runnable> subscribers = new CopyOnWriteArrayList<>();

	private final String name;

	private volatile Duration interval = INTERVAL;

	private volatile Callable<List<Endpoint<String>>> script = List::of;

	ScriptedSource(String name) {
		this.name = name;
	}

	static ScriptedSource of(String name, String... ids) {
		return new ScriptedSource(name).says(ids);
	}

	ScriptedSource says(String... ids) {
		List<Endpoint<String>> endpoints = Stream.of(ids).map((id) -> Endpoint.of(id, id + " of " + name)).toList();
		return does(() -> endpoints);
	}

	ScriptedSource fails(Exception failure) {
		return does(() -> {
			throw failure;
		});
	}

	ScriptedSource does(Callable<List<Endpoint<String>>> script) {
		this.script = script;
		return this;
	}

	ScriptedSource every(Duration interval) {
		this.interval = interval;
		return this;
	}

	int questions() {
		return questions.get();
	}

	int subscribers() {
		return subscribers.size();
	}

	void change() {
		subscribers.forEach(Runnable::run);
	}

	@Override
	public String name() {
		return name;
	}

	@Override
	public List<Endpoint<String>> endpoints() throws Exception {
		questions.incrementAndGet();
		return script.call();
	}

	@Override
	public Duration interval() {
		return interval;
	}

	@Override
	public Subscription subscribe(Runnable changed) {
		subscribers.add(changed);
		return () -> subscribers.remove(changed);
	}

}
