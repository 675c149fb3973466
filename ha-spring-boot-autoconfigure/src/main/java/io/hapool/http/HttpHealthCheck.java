package io.hapool.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.health.CheckFailedException;
import io.hapool.health.CheckUnknownException;
import io.hapool.health.HealthCheck;
import io.hapool.pool.Credentials;
import io.hapool.time.Deadline;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Asks an endpoint over HTTP and goes by the status of its answer. Redirects are not
 * followed: they are an answer like any other. The answer must be there to its end within
 * the time, but of long ones only the first {@value #MOST_BODY} bytes are waited for.
 * Each check opens a connection of its own.
 * <p>
 * User info in the URI of an endpoint is sent as basic authentication, unless the
 * settings have an {@code Authorization} header.
 * <p>
 * Two checks with the same settings are equal. The client is made for the first check.
 */
public final class HttpHealthCheck implements HealthCheck<URI> {

	static final int MOST_BODY = 65_536;

	private final AtomicReference<@Nullable ClientHttpRequestFactory> requests = new AtomicReference<>();

	private final HttpCheckSettings settings;

	private final Time time;

	/**
	 * Creates a check.
	 * @param settings what to ask for
	 * @param time the clock
	 */
	public HttpHealthCheck(HttpCheckSettings settings, Time time) {
		this.settings = settings;
		this.time = time;
	}

	/**
	 * @param timeout that of the settings counts, for the client is made with it
	 */
	@Override
	public Verdict check(URI endpoint, Duration timeout) throws Exception {
		Deadline deadline = Deadline.after(time, settings.timeout());
		ClientHttpRequest request = requests().createRequest(uri(endpoint), HttpMethod.GET);
		// a new one each time finds out whether it opens, and none is left between the
		// checks
		request.getHeaders().set(HttpHeaders.CONNECTION, "close");
		UserInfo.authenticate(endpoint, request.getHeaders());
		settings.headers().forEach(request.getHeaders()::set);
		// the body is closed first: to close the response alone reads it to its end,
		// however long that takes
		try (ClientHttpResponse response = request.execute(); InputStream body = response.getBody()) {
			int status = response.getStatusCode().value();
			if (!settings.status().contains(status)) {
				throw new CheckFailedException("Status " + status);
			}
			readToEnd(body, deadline);
			return Verdict.UP;
		}
	}

	private static void readToEnd(InputStream body, Deadline deadline) throws IOException {
		byte[] buffer = new byte[4096];
		int length = 0;
		int read;
		while ((read = body.read(buffer)) >= 0 && (length += read) < MOST_BODY) {
			if (deadline.remaining().isZero()) {
				throw new SocketTimeoutException("The answer has not come to its end in time");
			}
		}
	}

	private URI uri(URI endpoint) throws CheckUnknownException {
		try {
			String scheme = String.valueOf(endpoint.getScheme());
			if (!scheme.equals("http") && !scheme.equals("https")) {
				throw new IllegalArgumentException("scheme: " + scheme + " (expected: http or https)");
			}
			int port = (settings.port() > 0) ? settings.port() : endpoint.getPort();
			URI anonymous = new URI(scheme, null, endpoint.getHost(), port, "/", null, null);
			return anonymous.resolve((settings.path() != null) ? settings.path() : pathOf(endpoint));
		}
		catch (URISyntaxException | IllegalArgumentException ex) {
			throw new CheckUnknownException("Not a URI to ask: " + Credentials.mask(endpoint.toString()), ex);
		}
	}

	private static String pathOf(URI endpoint) {
		String path = endpoint.getRawPath();
		String query = endpoint.getRawQuery();
		return ((path == null || path.isEmpty()) ? "/" : path) + ((query != null) ? "?" + query : "");
	}

	private ClientHttpRequestFactory requests() {
		ClientHttpRequestFactory made = requests.get();
		if (made != null) {
			return made;
		}
		requests.compareAndSet(null, create());
		return requests();
	}

	private ClientHttpRequestFactory create() {
		HttpClientSettings client = HttpClientSettings.defaults()
			.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withTimeouts(settings.timeout(), settings.timeout());
		return ClientHttpRequestFactoryBuilder.simple()
			.build((settings.ssl() != null) ? client.withSslBundle(settings.ssl()) : client);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof HttpHealthCheck check && settings.equals(check.settings);
	}

	@Override
	public int hashCode() {
		return settings.hashCode();
	}

	@Override
	public String toString() {
		return "HTTP check of " + ((settings.path() != null) ? settings.path() : "the endpoint's URI");
	}

}
