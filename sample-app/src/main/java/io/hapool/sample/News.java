package io.hapool.sample;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.annotation.RedisListener;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/**
 * A channel of Redis, its publisher and its subscriber, by what Spring has for it:
 * nothing here knows that there are several databases. Redis keeps no message: what is
 * published while nobody listens is lost.
 */
@Component
class News {

	private static final String CHANNEL = "news";

	private static final double NANOS_PER_MILLI = 1e6;

	private final StringRedisTemplate redis;

	private final AtomicLong published = new AtomicLong();

	private final LongAdder failures = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final AtomicReference<@Nullable Message> last = new AtomicReference<>();

	/** Each "call" is the time from one message to the next. */
	private final TrafficWindow gaps = new TrafficWindow(System.nanoTime());

	News(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/**
	 * Publishes the next number. To deliver it twice would be wrong, so it is not
	 * repeated when nobody knows whether it was published.
	 */
	void publish() {
		long number = published.incrementAndGet();
		try {
			redis.convertAndSend(CHANNEL, Long.toString(number));
		}
		catch (RuntimeException ex) {
			failures.increment();
		}
	}

	@RedisListener(CHANNEL)
	void receive(String number) {
		Message message = new Message(Long.parseLong(number), System.nanoTime());
		Message previous = last.getAndSet(message);
		received.increment();
		if (previous != null) {
			gaps.add(previous.at, message.at, null);
		}
	}

	Summary summary() {
		Message message = last.get();
		if (message == null) {
			return new Summary(published.get(), failures.sum(), received.sum(), null, 0);
		}
		double silence = (System.nanoTime() - message.at) / NANOS_PER_MILLI;
		return new Summary(published.get(), failures.sum(), received.sum(), message.number,
				Math.max(silence, gaps.longestMillis()));
	}

	/**
	 * What publisher and subscriber have seen.
	 *
	 * @param published numbers published, the last number too
	 * @param failures of those, how many ended with an exception
	 * @param received messages that came
	 * @param lastReceived the number that came last; none if none did yet
	 * @param longestGapMillis the longest time without a message in the last ten seconds,
	 * the silence since the last one included
	 */
	record Summary(long published, long failures, long received, @Nullable Long lastReceived, double longestGapMillis) {
	}

	private record Message(long number, long at) {
	}

}
