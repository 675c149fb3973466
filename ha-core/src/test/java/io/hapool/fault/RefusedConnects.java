package io.hapool.fault;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A rule of nftables that answers each attempt to connect to a port of this machine with
 * a reset, though something listens there. Connections that are open stay so. Needs
 * Linux, root and {@code nft}: where they are missing the test is skipped.
 */
public final class RefusedConnects implements AutoCloseable {

	private final String table;

	private RefusedConnects(String table) {
		this.table = table;
	}

	/**
	 * Refuses connects from now on.
	 * @return to be closed, which accepts them again
	 */
	public static RefusedConnects to(int port) {
		assumeTrue(succeeds("list tables"), "nft is there and may be used");
		RefusedConnects refused = new RefusedConnects("inet ha_fault_" + ProcessHandle.current().pid() + "_" + port);
		try {
			refused.run("add table " + refused.table);
			refused.run("add chain " + refused.table + " in { type filter hook input priority 0 ; }");
			refused.run("add rule " + refused.table + " in iif lo tcp dport " + port
					+ " tcp flags & (syn|ack) == syn reject with tcp reset");
			return refused;
		}
		catch (RuntimeException ex) {
			refused.close();
			throw ex;
		}
	}

	@Override
	public void close() {
		succeeds("delete table " + table);
	}

	private void run(String command) {
		if (!succeeds(command)) {
			throw new IllegalStateException("nft " + command + " failed");
		}
	}

	private static boolean succeeds(String command) {
		try {
			Process nft = new ProcessBuilder(("nft " + command).split(" ")).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			nft.getOutputStream().close();
			return nft.waitFor(10, TimeUnit.SECONDS) && nft.exitValue() == 0;
		}
		catch (IOException ex) {
			return false; // there is no such program
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
