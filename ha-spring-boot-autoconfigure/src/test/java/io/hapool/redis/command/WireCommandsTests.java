package io.hapool.redis.command;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

import io.hapool.redis.Repetition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class WireCommandsTests {

	@ParameterizedTest
	@ValueSource(strings = { "GET k", "get k", " GET k", "CONFIG GET x", "XREAD STREAMS s 0", "EVAL_RO x 0", "PING",
			"JSON.GET k" })
	void reads(String line) {
		assertThat(conduct(line)).isEqualTo(Conduct.READ);
	}

	@ParameterizedTest
	@ValueSource(strings = { "SET k v", "SET k v EX 10", "SET k v XX", "DEL k", "EXPIRE k 10", "ZADD k 1 m",
			"COPY a b REPLACE", "RESTORE k 0 x REPLACE", "LREM k 0 v", "LTRIM k 0 9", "SORT k", "BITOP AND a b",
			"ZUNIONSTORE a 1 b", "SDIFFSTORE d a b", "XREADGROUP GROUP g c STREAMS s >",
			"XREADGROUP GROUP g c NOACK STREAMS s >" })
	void harmless(String line) {
		assertThat(conduct(line)).isEqualTo(Conduct.HARMLESS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "INCR k", "SET k v NX", "SET k v EX 10 nx", "SET k v GET", "SETNX k v", "EXPIRE k 10 NX",
			"ZADD k INCR 1 m", "ZADD k NX 1 m", "COPY a b", "RESTORE k 0 x", "LREM k 1 v", "LTRIM k 1 -1",
			"SORT k STORE d", "CONFIG SET x y", "CONFIG", "BITOP XOR a a b", "ZUNIONSTORE a 2 a b", "XADD s * f v",
			"EVAL x 0", "EVALSHA x 0", "PUBLISH c m", "FLUSHALL", "LREM k x v", "BLPOP k x", "BITOP", "FROBNICATE k",
			"BITFIELD k SET u8 0 1", "WAIT 1 2000", "SDIFFSTORE d a d", "ZDIFFSTORE d 2 a d", "LSET k 0 v",
			"JSON.DEL k $.a[0]", "JSON.SET k $ 1 NX" })
	void harmful(String line) {
		assertThat(conduct(line)).isEqualTo(Conduct.HARMFUL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "BLPOP a b 2", "BLMOVE a b LEFT RIGHT 2.0", "BLMPOP 2 1 a LEFT", "BZPOPMIN a 2" })
	void waitsAndIsHarmful(String line) {
		assertThat(conduct(line)).isEqualTo(Conduct.waiting(Repetition.HARMFUL, Duration.ofSeconds(2)));
	}

	@Test
	void waitsAndIsHarmless() {
		assertThat(conduct("XREAD BLOCK 2000 STREAMS s $"))
			.isEqualTo(Conduct.waiting(Repetition.READ, Duration.ofSeconds(2)));
		assertThat(conduct("XREADGROUP GROUP g c COUNT 1 BLOCK 2000 STREAMS s >"))
			.isEqualTo(Conduct.waiting(Repetition.HARMLESS, Duration.ofSeconds(2)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "MULTI", "WATCH k", "SELECT 1", "CLIENT SETNAME x", "SCAN 0", "HSCAN k 0", "MONITOR" })
	void stays(String line) {
		assertThat(conduct(line)).isEqualTo(Conduct.STAYS);
	}

	private static Conduct conduct(String line) {
		String[] words = line.trim().split(" ");
		byte[][] arguments = Stream.of(words)
			.skip(1)
			.map((word) -> word.getBytes(StandardCharsets.UTF_8))
			.toArray(byte[][]::new);
		return WireCommands.conduct(line.startsWith(" ") ? " " + words[0] : words[0], arguments);
	}

}
