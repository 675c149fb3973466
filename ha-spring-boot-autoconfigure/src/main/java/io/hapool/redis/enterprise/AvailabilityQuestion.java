package io.hapool.redis.enterprise;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

import io.hapool.health.CheckFailedException;
import io.hapool.redis.Database;
import io.hapool.redis.DatabaseHealthCheck;
import io.hapool.redis.enterprise.ClusterApi.Address;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StreamUtils;

/**
 * Asks the cluster of a database whether it is available, and does not lag behind its
 * replicas elsewhere: {@code GET /v1/bdbs/<uid>/availability} of the REST API of Redis
 * Enterprise, as the lag-aware checks of redis-py and Jedis do. The uid is that of the
 * database that has an endpoint of the address; it is looked up at {@code GET /v1/bdbs}
 * once, and again after the cluster has said that there is no such database.
 * <p>
 * Thread-safe.
 */
public final class AvailabilityQuestion implements DatabaseHealthCheck.Question {

	private static final int NOT_FOUND = 404;

	private static final int MOST_SHOWN = 200;

	private final AtomicReference<@Nullable SSLSocketFactory> sockets = new AtomicReference<>();

	private final AtomicReference<@Nullable String> uid = new AtomicReference<>();

	private final ClusterApi api;

	/**
	 * Creates a question.
	 * @param api where and what to ask
	 */
	public AvailabilityQuestion(ClusterApi api) {
		this.api = api;
	}

	/**
	 * @param timeout that of the API counts for each of its answers
	 */
	@Override
	public void ask(Database database, Duration timeout) throws Exception {
		String known = uid.get();
		String asked = (known != null) ? known : find();
		Duration tolerance = api.tolerance();
		String lag = (tolerance != null)
				? "?extend_check=lag&availability_lag_tolerance_ms=" + Math.max(1, tolerance.toMillis()) : "";
		Answer answer = get("/v1/bdbs/" + asked + "/availability" + lag);
		if (answer.status == NOT_FOUND) {
			uid.compareAndSet(known, null);
		}
		if (answer.status / 100 != 2) {
			throw new CheckFailedException("Its cluster says " + answer);
		}
		uid.set(asked);
	}

	private String find() throws IOException, CheckFailedException {
		Answer answer = get("/v1/bdbs");
		if (answer.status / 100 != 2) {
			throw new CheckFailedException("Its cluster lists no databases: " + answer);
		}
		for (Object database : JsonParserFactory.getJsonParser().parseList(answer.body)) {
			if (database instanceof Map<?, ?> described && isHere(described.get("endpoints"))) {
				return String.valueOf(described.get("uid"));
			}
		}
		throw new CheckFailedException("Its cluster has no database with an endpoint at " + api.addresses()
				+ " (expected: the address of the database as the cluster knows it, by name or IP and port)");
	}

	private boolean isHere(@Nullable Object endpoints) {
		return endpoints instanceof List<?> all && all.stream()
			.anyMatch((one) -> one instanceof Map<?, ?> endpoint
					&& api.addresses().stream().anyMatch((address) -> isAt(endpoint, address)));
	}

	private static boolean isAt(Map<?, ?> endpoint, Address address) {
		boolean port = address.port() == 0 || !(endpoint.get("port") instanceof Number number)
				|| number.intValue() == address.port();
		boolean name = address.host().equalsIgnoreCase(String.valueOf(endpoint.get("dns_name")));
		boolean ip = endpoint.get("addr") instanceof List<?> addresses && addresses.contains(address.host());
		return port && (name || ip);
	}

	/** By the client of the JDK, so that nothing has to be added for it. */
	private Answer get(String path) throws IOException {
		HttpURLConnection connection = (HttpURLConnection) URI.create(base() + path).toURL().openConnection();
		try {
			int timeout = Math.toIntExact(api.timeout().toMillis());
			connection.setConnectTimeout(timeout);
			connection.setReadTimeout(timeout);
			connection.setInstanceFollowRedirects(false);
			connection.setUseCaches(false);
			connection.setRequestProperty("Accept", "application/json");
			connection.setRequestProperty("Connection", "close");
			authenticate(connection);
			int status = connection.getResponseCode();
			try (InputStream body = (status < 400) ? connection.getInputStream() : connection.getErrorStream()) {
				return new Answer(status, (body != null) ? StreamUtils.copyToString(body, StandardCharsets.UTF_8) : "");
			}
		}
		catch (IOException ex) {
			// else it would look as if it was the database that did not answer
			throw new IOException(api + " does not answer", ex);
		}
		finally {
			connection.disconnect();
		}
	}

	private void authenticate(HttpURLConnection connection) {
		SslBundle ssl = api.ssl();
		if (ssl != null && connection instanceof HttpsURLConnection secure) {
			secure.setSSLSocketFactory(sockets(ssl));
		}
		String user = api.username();
		if (user != null) {
			String password = api.password();
			String both = user + ":" + ((password != null) ? password : "");
			connection.setRequestProperty("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
		}
	}

	private SSLSocketFactory sockets(SslBundle ssl) {
		SSLSocketFactory made = sockets.get();
		if (made != null) {
			return made;
		}
		sockets.compareAndSet(null, ssl.createSslContext().getSocketFactory());
		return sockets(ssl);
	}

	private String base() {
		String base = api.uri().toString();
		return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
	}

	@Override
	public String toString() {
		return "LAG-AWARE";
	}

	private record Answer(int status, String body) {

		@Override
		public String toString() {
			String text = body.strip();
			return "status " + status
					+ (text.isEmpty() ? "" : ": " + text.substring(0, Math.min(text.length(), MOST_SHOWN)));
		}

	}

}
