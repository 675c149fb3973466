package io.hapool.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What the kernel does to the packets from and to a port of this machine's loopback
 * device: a table of nftables with one chain. The table belongs to a process of
 * {@code nft} that waits on our pipe: it goes when this is closed, and also when this JVM
 * dies. Needs Linux, root and {@code nft}: where they are missing the test is skipped.
 */
public final class PacketRules implements AutoCloseable {

	private static final AtomicInteger tables = new AtomicInteger();

	private final String table;

	private final Process owner;

	private PacketRules(String table, Process owner) {
		this.table = table;
		this.owner = owner;
	}

	/**
	 * Answers each attempt to connect with a reset, though something listens there.
	 * Connections that are open stay so.
	 * @return to be closed, which accepts them again
	 */
	public static PacketRules refuseConnects(int port) {
		return apply("iif lo tcp dport " + port + " tcp flags & (syn|ack) == syn reject with tcp reset");
	}

	/**
	 * Drops each attempt to connect to some ports, as where a table of connections is
	 * full. Connections that are open stay so.
	 * @return to be closed, which lets packets through again
	 */
	public static PacketRules dropConnects(List<Integer> ports) {
		String all = ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
		return apply("iif lo tcp dport { " + all + " } tcp flags & (syn|ack) == syn drop");
	}

	/**
	 * Drops all that is sent to a port and from it, on open connections too.
	 * @return to be closed, which lets packets through again
	 */
	public static PacketRules dropAll(int port) {
		return apply("iif lo tcp dport " + port + " drop ; iif lo tcp sport " + port + " drop");
	}

	/**
	 * Drops what is sent from a port, on open connections too: requests arrive, and
	 * nobody sees an answer, not even to a connect.
	 * @return to be closed, which lets packets through again
	 */
	public static PacketRules dropReplies(int port) {
		return apply("iif lo tcp sport " + port + " drop");
	}

	private static PacketRules apply(String rules) {
		assumeTrue(succeeds("list tables"), "nft is there and may be used");
		String table = "inet ha_fault_" + ProcessHandle.current().pid() + "_" + tables.incrementAndGet();
		PacketRules applied = new PacketRules(table, launch());
		try {
			applied.add("{ flags owner ; chain in { type filter hook input priority 0 ; " + rules + " ; } ; }");
			return applied;
		}
		catch (RuntimeException ex) {
			applied.close();
			throw ex;
		}
	}

	private void add(String content) {
		try {
			// stays open: its end would be the table's
			Writer commands = owner.outputWriter();
			commands.write("add table " + table + " " + content + "\n");
			commands.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("nft does not listen", ex);
		}
		await(table).until(() -> succeeds("list table " + table));
	}

	@Override
	public void close() {
		try {
			owner.getOutputStream().close();
		}
		catch (IOException ignored) {
			// it has ended
		}
		if (!endsInTime(owner)) {
			owner.destroyForcibly();
			throw new IllegalStateException("nft did not end, and was killed with its table " + table);
		}
	}

	private static Process launch() {
		try {
			return process("nft", "-i");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean succeeds(String command) {
		try {
			Process nft = process(("nft " + command).split(" "));
			nft.getOutputStream().close();
			return endsInTime(nft) && nft.exitValue() == 0;
		}
		catch (IOException ex) {
			// there is no such program
			return false;
		}
	}

	private static Process process(String... command) throws IOException {
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	private static boolean endsInTime(Process process) {
		try {
			return process.waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
