package io.hapool.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this machine's processors were wanted for, and what of that was stolen: a virtual
 * machine whose host gives them to others does not see its processes stand still, but
 * they get on slowly. By the first line of {@code /proc/stat} (proc(5)), in its ticks.
 *
 * @param wanted with what was stolen
 * @param stolen by other machines of the host; 0 where nobody counts that
 */
record ProcessorTime(long wanted, long stolen) {

	static final ProcessorTime NONE = new ProcessorTime(0, 0);

	private static final Path COUNTED = Path.of("/proc/stat");

	private static final int IDLE = 3;

	private static final int WAITING_FOR_DISKS = 4;

	private static final int STOLEN = 7;

	/** Since the machine began. */
	static ProcessorTime now() {
		if (!Files.isReadable(COUNTED)) {
			return NONE;
		}
		try (Stream<String> lines = Files.lines(COUNTED)) {
			return lines.findFirst().map(ProcessorTime::parse).orElse(NONE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * @param line {@code cpu user nice system idle iowait irq softirq steal ...}
	 */
	static ProcessorTime parse(String line) {
		String[] ticks = line.strip().split("\\s+");
		long wanted = 0;
		for (int i = 0; i <= STOLEN && i + 1 < ticks.length; i++) {
			wanted += (i != IDLE && i != WAITING_FOR_DISKS) ? Long.parseLong(ticks[i + 1]) : 0;
		}
		return new ProcessorTime(wanted, (ticks.length > STOLEN + 1) ? Long.parseLong(ticks[STOLEN + 1]) : 0);
	}

	ProcessorTime since(ProcessorTime begin) {
		return new ProcessorTime(wanted - begin.wanted, stolen - begin.stolen);
	}

	/** How much of what was wanted was stolen, from 0 to 1. */
	double share() {
		return (wanted > 0) ? stolen / (double) wanted : 0;
	}

}
