package io.hapool.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.hapool.pool.Credentials;
import io.hapool.pool.Endpoint;
import io.hapool.pool.source.EndpointSource;
import io.hapool.source.EndpointListFormat;
import io.hapool.time.Deadline;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.SimpleClientHttpRequestFactory;

/**
 * Endpoints from a list that an HTTP server has. All answers but those of 200 to 299 are
 * failures; redirects are not followed. User info of the URL is sent as basic
 * authentication, and shown nowhere; nor is the query, which may have a token.
 */
public final class HttpSource implements EndpointSource<URI> {

	private static final int LIMIT = EndpointListFormat.LIMIT;

	private static final int CHUNK = 8192;

	private final URI url;

	private final Duration interval;

	private final Duration timeout;

	private final EndpointListFormat format;

	private final Time time;

	private final ClientHttpRequestFactory requests;

	/**
	 * Creates a source that has not asked yet.
	 * @param url where the list is, by {@code http} or {@code https}
	 * @param interval how long to wait from question to question, above zero
	 * @param timeout how long the answer may take, above zero
	 * @param format how the answer is read
	 * @param time the clock
	 * @throws IllegalArgumentException if the URL has no host
	 */
	public HttpSource(URI url, Duration interval, Duration timeout, EndpointListFormat format, Time time) {
		if (url.getHost() == null) {
			throw new IllegalArgumentException("url: \"" + Credentials.mask(url.toString())
					+ "\" (expected: one with a host, such as http://config.internal/endpoints.yml)");
		}
		this.url = url;
		this.interval = interval;
		this.timeout = timeout;
		this.format = format;
		this.time = time;
		this.requests = requests(timeout);
	}

	private static ClientHttpRequestFactory requests(Duration timeout) {
		SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory() {

			@Override
			protected void prepareConnection(HttpURLConnection connection, String method) throws IOException {
				super.prepareConnection(connection, method);
				connection.setInstanceFollowRedirects(false);
				connection.setUseCaches(false);
			}

		};
		// zero would mean forever
		int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
		factory.setConnectTimeout(millis);
		factory.setReadTimeout(millis);
		return factory;
	}

	@Override
	public String name() {
		return url.getScheme() + "://" + host() + ((url.getRawPath() != null) ? url.getRawPath() : "");
	}

	@Override
	public Duration interval() {
		return interval;
	}

	@Override
	public List<Endpoint<URI>> endpoints() throws IOException {
		Deadline deadline = Deadline.after(time, timeout);
		ClientHttpRequest request = requests.createRequest(withoutUserInfo(), HttpMethod.GET);
		request.getHeaders().set(HttpHeaders.CONNECTION, "close"); // none stays open till
																	// next time
		request.getHeaders().set(HttpHeaders.ACCEPT, "application/yaml, application/json, text/plain, */*;q=0.5");
		UserInfo.authenticate(url, request.getHeaders());
		return format.read(answer(request.execute(), deadline));
	}

	/** What is left of an answer is not read, as it would be by closing the response. */
	private String answer(ClientHttpResponse response, Deadline deadline) throws IOException {
		int status = response.getStatusCode().value();
		if (status < 200 || status > 299) {
			leave(response);
			throw new IOException("The server answered " + status + " (expected: 200 to 299)");
		}
		try (InputStream body = response.getBody()) {
			return read(body, deadline);
		}
	}

	private static void leave(ClientHttpResponse response) {
		try {
			response.getBody().close();
		}
		catch (IOException ignored) {
			// it shows the URL, and who asked is told of the status
		}
	}

	private String read(InputStream body, Deadline deadline) throws IOException {
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		byte[] chunk = new byte[CHUNK];
		for (int length = body.read(chunk); length >= 0; length = body.read(chunk)) {
			read.write(chunk, 0, length);
			if (read.size() > LIMIT) {
				throw new IOException("The answer has more than " + LIMIT + " bytes");
			}
			if (deadline.remaining().isZero()) {
				throw new SocketTimeoutException("The answer has not ended within " + timeout);
			}
		}
		return read.toString(StandardCharsets.UTF_8);
	}

	private URI withoutUserInfo() throws IOException {
		String query = (url.getRawQuery() != null) ? "?" + url.getRawQuery() : "";
		try {
			return new URI(name() + query);
		}
		catch (URISyntaxException ex) {
			throw new IOException("Not a URL: " + name()); // the cause may show the query
		}
	}

	private String host() {
		return url.getHost() + ((url.getPort() != -1) ? ":" + url.getPort() : "");
	}

	/** The same list at the same pace is the same source. */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof HttpSource source && url.equals(source.url) && interval.equals(source.interval)
				&& timeout.equals(source.timeout);
	}

	@Override
	public int hashCode() {
		return Objects.hash(url, interval, timeout);
	}

	@Override
	public String toString() {
		return name();
	}

}
