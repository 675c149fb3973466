package io.hapool.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.hapool.fault.LocalPorts;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * A real Redis server on 127.0.0.1, in a process of its own, that can be killed, frozen
 * and started again on the same port. Used by one thread. It ends with the JVM, however
 * that ends.
 */
public final class RedisServerProcess implements AutoCloseable {

	/**
	 * A shell that lives as long as its standard input is open, with the server as its
	 * child: when the JVM is killed, the pipe breaks, and the server is killed too.
	 */
	private static final String LAUNCH = "\"$0\" \"$@\" & server=$!; echo $server; cat; "
			+ "kill -9 $server; wait $server";

	/** Between a node's port and the one that the others of its cluster talk to. */
	private static final int CLUSTER_BUS = 10_000;

	/** Each of a size that makes a loading server answer between two of them. */
	private static final int LOADED_KEYS = 20;

	private final int port;

	private final Path directory;

	private final @Nullable String password;

	private final List<String> options;

	private Process shell;

	private long pid;

	private RedisServerProcess(int port, @Nullable String password, List<String> options) {
		this.port = port;
		this.password = password;
		this.options = options;
		try {
			this.directory = Files.createTempDirectory("redis-" + port + "-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.shell = launch(List.of());
	}

	/**
	 * Starts a server on a free port. Returns when it answers.
	 * @param options as in {@code redis.conf}: {@code "--maxclients", "10"}
	 */
	public static RedisServerProcess start(String... options) {
		return ready(new RedisServerProcess(LocalPorts.free(), null, List.of(options)));
	}

	/**
	 * Starts a server that wants a password.
	 */
	public static RedisServerProcess startWithPassword(String password) {
		return ready(new RedisServerProcess(LocalPorts.free(), password, List.of("--requirepass", password)));
	}

	/**
	 * Starts a replica. Returns when it has synchronised.
	 */
	public static RedisServerProcess startReplicaOf(RedisServerProcess master) {
		RedisServerProcess replica = start("--replicaof", "127.0.0.1", Integer.toString(master.port));
		try {
			await().until(() -> replica.info("replication").contains("master_link_status:up"));
			return replica;
		}
		catch (RuntimeException ex) {
			replica.close();
			throw ex;
		}
	}

	/**
	 * Starts a node of a cluster that is yet to be formed. Returns when it answers.
	 */
	public static RedisServerProcess startNode(String... options) {
		List<String> all = new ArrayList<>(List.of(options));
		all.addAll(List.of("--cluster-enabled", "yes"));
		return ready(new RedisServerProcess(LocalPorts.free(CLUSTER_BUS), null, all));
	}

	/**
	 * Starts a cluster of one server that owns all slots. Returns when it is up.
	 */
	public static RedisServerProcess startCluster() {
		RedisServerProcess server = startNode();
		try (Jedis jedis = server.connect()) {
			int[] slots = new int[16384];
			for (int slot = 0; slot < slots.length; slot++) {
				slots[slot] = slot;
			}
			jedis.clusterAddSlots(slots);
			await().until(() -> jedis.clusterInfo().contains("cluster_state:ok"));
			return server;
		}
		catch (RuntimeException ex) {
			server.close();
			throw ex;
		}
	}

	/**
	 * Starts a Sentinel that watches a server as {@code mymaster}. Returns when it knows
	 * it.
	 * @param options what else its configuration says of that, as in
	 * {@code "down-after-milliseconds 300"}
	 */
	public static RedisServerProcess startSentinelOf(RedisServerProcess master, String... options) {
		int port = LocalPorts.free();
		try {
			Path config = Files.createTempFile("sentinel-", ".conf");
			StringBuilder text = new StringBuilder("sentinel monitor mymaster 127.0.0.1 " + master.port + " 1\n");
			for (String option : options) {
				text.append("sentinel ").append(option.replaceFirst(" ", " mymaster ")).append('\n');
			}
			Files.writeString(config, text);
			RedisServerProcess sentinel = new RedisServerProcess(port, null, List.of(config.toString(), "--sentinel"));
			return ready(sentinel);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int port() {
		return port;
	}

	/**
	 * Returns the URL of the server, with its password if it has one.
	 */
	public String uri() {
		return "redis://" + ((password != null) ? ":" + password + "@" : "") + "127.0.0.1:" + port;
	}

	/**
	 * Opens a connection of the test's own, named {@code test}, past all that is tested.
	 */
	public Jedis connect() {
		return new Jedis(new HostAndPort("127.0.0.1", port),
				DefaultJedisClientConfig.builder()
					.password(password)
					.clientName("test")
					.connectionTimeoutMillis(2000)
					.socketTimeoutMillis(10_000)
					.build());
	}

	/**
	 * Returns a section of {@code INFO}.
	 */
	public String info(String section) {
		try (Jedis jedis = connect()) {
			return jedis.info(section);
		}
	}

	/**
	 * Returns the connections that others have, one line each as in {@code CLIENT LIST}.
	 */
	public List<String> clients() {
		try (Jedis jedis = connect()) {
			return jedis.clientList().lines().filter((line) -> !line.contains(" name=test ")).toList();
		}
	}

	/**
	 * Returns its keys.
	 */
	public Set<String> keys() {
		try (Jedis jedis = connect()) {
			return jedis.keys("*");
		}
	}

	/**
	 * Returns how many listen to a channel.
	 */
	public long listeners(String channel) {
		try (Jedis jedis = connect()) {
			return jedis.pubsubNumSub(channel).get(channel);
		}
	}

	/**
	 * Returns what a parameter is set to.
	 */
	public String setting(String parameter) {
		try (Jedis jedis = connect()) {
			return jedis.configGet(parameter).get(parameter);
		}
	}

	/**
	 * Kills the server as {@code kill -9} does, also when it is frozen. Returns when it
	 * has ended.
	 */
	public void kill() {
		try {
			shell.getOutputStream().close();
			if (!shell.waitFor(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException(this + " does not die");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while " + this + " died", ex);
		}
	}

	/**
	 * Starts the killed server again, on its port, empty. Returns when it answers.
	 */
	public void restart() {
		kill();
		shell = launch(List.of());
		awaitAnswer();
	}

	/**
	 * Kills the server and starts it with data that it takes a while to load: it answers
	 * {@code LOADING} meanwhile. Returns when it does.
	 * @param time how long it takes about
	 */
	public void restartLoading(Duration time) {
		try (Jedis jedis = connect()) {
			for (int i = 0; i < LOADED_KEYS; i++) {
				jedis.set("loaded-" + i, "x".repeat(2 << 20));
			}
			jedis.configSet("rdbcompression", "no");
			jedis.save();
		}
		kill();
		String delay = Long.toString(time.toNanos() / 1000 / LOADED_KEYS);
		shell = launch(List.of("--key-load-delay", delay));
		await().pollInterval(Duration.ofMillis(10)).until(() -> reply().startsWith("LOADING"));
	}

	/**
	 * Stops the server as {@code kill -STOP} does: it hangs, and the kernel goes on
	 * accepting connections for it. Returns when it stands still.
	 */
	public void freeze() {
		signal("STOP");
		await().pollInterval(Duration.ofMillis(1)).until(() -> "TZX".indexOf(state()) >= 0);
	}

	/**
	 * Lets the frozen server go on as {@code kill -CONT} does.
	 */
	public void thaw() {
		signal("CONT");
	}

	@Override
	public void close() {
		kill();
		try {
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return "redis-server " + port;
	}

	private static RedisServerProcess ready(RedisServerProcess server) {
		try {
			server.awaitAnswer();
			return server;
		}
		catch (RuntimeException ex) {
			server.close();
			throw ex;
		}
	}

	private void awaitAnswer() {
		await(toString()).pollInterval(Duration.ofMillis(10)).until(() -> {
			if ("ZX".indexOf(state()) >= 0) {
				throw new IllegalStateException(this + " has ended: " + Files.readString(directory.resolve("log")));
			}
			return reply().equals("PONG");
		});
	}

	private String reply() {
		try (Jedis jedis = connect()) {
			return jedis.ping();
		}
		catch (JedisException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private Process launch(List<String> more) {
		List<String> command = new ArrayList<>(List.of("sh", "-c", LAUNCH, Binary.PATH.toString()));
		command.addAll(options);
		command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", directory.toString(),
				"--logfile", directory.resolve("log").toString()));
		if (!options.contains("--sentinel")) {
			command.addAll(List.of("--save", ""));
		}
		command.addAll(more);
		try {
			Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
			BufferedReader output = started.inputReader();
			pid = Long.parseLong(output.readLine());
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the state of the process as {@code /proc} names it: T stopped, Z ended and
	 * not yet waited for, X gone.
	 */
	private char state() throws IOException {
		Path stat = Path.of("/proc", Long.toString(pid), "stat");
		if (!Files.exists(stat)) {
			return 'X';
		}
		String text = Files.readString(stat);
		return text.charAt(text.lastIndexOf(')') + 2);
	}

	private void signal(String signal) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start();
			if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
				throw new IllegalStateException("kill -" + signal + " of " + this + " failed");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while signalling " + this, ex);
		}
	}

	/** Taken out of its jar once for all servers of a JVM. */
	private static final class Binary {

		static final Path PATH = extract();

		private static Path extract() {
			try {
				Path directory = Files.createTempDirectory("redis-binary-");
				directory.toFile().deleteOnExit();
				Path binary = ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
				binary.toFile().deleteOnExit();
				return binary;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
