package io.hapool.hung;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.hapool.TestBackend;
import io.hapool.pool.AttemptInterruptedException;
import io.hapool.pool.Lease;
import org.h2.jdbc.JdbcSQLTimeoutException;
import org.h2.tools.Server;

/**
 * A blocking client as users write it, with a pair of real servers: one accepts and never
 * answers, the other answers.
 */
enum Protocol {

	/** The JDK's HTTP client, whose future is cancelled. */
	HTTP_FUTURE(CancellationException.class) {

		@Override
		String ask(Lease<URI> lease) {
			CompletableFuture<HttpResponse<String>> response = CLIENT.sendAsync(request(lease),
					HttpResponse.BodyHandlers.ofString());
			lease.onAbort(() -> response.cancel(true));
			return response.join().body();
		}

		@Override
		Pair start() {
			return httpPair();
		}

	},

	/** The JDK's HTTP client, blocked: the pool interrupts. */
	HTTP_INTERRUPTED(AttemptInterruptedException.class) {

		@Override
		String ask(Lease<URI> lease) throws IOException, InterruptedException {
			return CLIENT.send(request(lease), HttpResponse.BodyHandlers.ofString()).body();
		}

		@Override
		Pair start() {
			return httpPair();
		}

	},

	/** A socket that is closed. */
	SOCKET(SocketException.class) {

		@Override
		String ask(Lease<URI> lease) throws IOException {
			try (Socket socket = new Socket(lease.target().getHost(), lease.target().getPort());
					BufferedReader lines = new BufferedReader(
							new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
				lease.onAbort(socket::close);
				socket.getOutputStream().write("question\n".getBytes(StandardCharsets.UTF_8));
				return lines.readLine();
			}
		}

		@Override
		Pair start() {
			LinePeer silent = LinePeer.silent();
			LinePeer answering = LinePeer.answering(ANSWER);
			return new Pair(at("line", silent.port()), at("line", answering.port()), () -> {
				silent.close();
				answering.close();
			});
		}

	},

	/** A statement that is cancelled, on a database server that works for minutes. */
	JDBC(JdbcSQLTimeoutException.class) {

		@Override
		String ask(Lease<URI> lease) throws SQLException {
			try (Connection connection = DriverManager.getConnection(url(lease.target()));
					Statement statement = connection.createStatement()) {
				lease.onAbort(statement::cancel);
				try (ResultSet rows = statement.executeQuery("SELECT TEXT FROM ANSWER")) {
					rows.next();
					return rows.getString(1);
				}
			}
		}

		@Override
		Pair start() throws SQLException {
			Server busy = database("busy", "SELECT '" + ANSWER + "' AS TEXT FROM SYSTEM_RANGE(1, 1000000) A, "
					+ "SYSTEM_RANGE(1, 3000) B WHERE A.X + B.X < 0");
			Server idle = database("idle", "SELECT '" + ANSWER + "' AS TEXT");
			return new Pair(at("busy", busy.getPort()), at("idle", idle.getPort()), () -> {
				busy.stop();
				idle.stop();
			});
		}

	};

	static final String ANSWER = "42";

	private static final HttpClient CLIENT = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.executor(startedThreads())
		.build();

	private final Class<? extends Exception> ending;

	Protocol(Class<? extends Exception> ending) {
		this.ending = ending;
	}

	/** One attempt of a user's code. */
	abstract String ask(Lease<URI> lease) throws Exception;

	abstract Pair start() throws Exception;

	/**
	 * What the client throws when its attempt is ended from outside, or what is the cause
	 * of that.
	 */
	Class<? extends Exception> ending() {
		return this.ending;
	}

	/**
	 * Two servers.
	 *
	 * @param hung accepts and never answers
	 * @param answering answers
	 * @param stop ends both
	 */
	record Pair(URI hung, URI answering, Runnable stop) implements AutoCloseable {

		@Override
		public void close() {
			this.stop.run();
		}

	}

	/** The same all the time, so that one that is left over is seen. */
	private static Executor startedThreads() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "hung-test-http");
					thread.setDaemon(true);
					return thread;
				});
		executor.prestartAllCoreThreads();
		return executor;
	}

	private static Pair httpPair() {
		LinePeer silent = LinePeer.silent();
		TestBackend answering = TestBackend.start(ANSWER);
		return new Pair(at("http", silent.port()), answering.uri(), () -> {
			silent.close();
			answering.close();
		});
	}

	private static HttpRequest request(Lease<URI> lease) {
		return HttpRequest.newBuilder(lease.target()).build();
	}

	private static URI at(String scheme, int port) {
		return URI.create(scheme + "://127.0.0.1:" + port);
	}

	private static String url(URI target) {
		return "jdbc:h2:tcp://" + target.getAuthority() + "/mem:" + target.getScheme();
	}

	/** The same question goes to all databases: it is their data that makes them slow. */
	private static Server database(String name, String answer) throws SQLException {
		Server server = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-ifNotExists").start();
		String url = url(at(name, server.getPort())) + ";DB_CLOSE_DELAY=-1";
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE OR REPLACE VIEW ANSWER AS " + answer);
		}
		return server;
	}

}
