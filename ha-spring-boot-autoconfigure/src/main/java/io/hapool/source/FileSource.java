package io.hapool.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.hapool.event.Subscription;
import io.hapool.pool.Credentials;
import io.hapool.pool.Endpoint;
import io.hapool.pool.source.EndpointSource;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Endpoints from a file that is watched. A file that has changed counts when it has been
 * the same at two looks, so that one that is being written does not; the second look
 * follows soon after the first.
 */
public final class FileSource implements EndpointSource<URI> {

	private static final int LIMIT = EndpointListFormat.LIMIT;

	/**
	 * What was read, and what it means.
	 */
	private record Reading(String text, List<Endpoint<URI>> endpoints) {
	}

	private final Resource location;

	private final Duration interval;

	private final EndpointListFormat format;

	private volatile Runnable changed = () -> {
	};

	private volatile @Nullable String seen;

	private volatile @Nullable Reading settled;

	/**
	 * Creates a source that has not looked yet.
	 * @param location where the file is
	 * @param interval how long to wait from look to look, above zero
	 * @param format how the file is read
	 */
	public FileSource(Resource location, Duration interval, EndpointListFormat format) {
		this.location = location;
		this.interval = interval;
		this.format = format;
	}

	@Override
	public String name() {
		try {
			return Credentials.mask(location.getURI().toString());
		}
		catch (IOException ex) {
			return Credentials.mask(location.getDescription()); // it is not there
		}
	}

	@Override
	public Duration interval() {
		return interval;
	}

	@Override
	public List<Endpoint<URI>> endpoints() throws IOException {
		String text = read();
		Reading last = settled;
		boolean same = last != null && last.text().equals(text);
		boolean beingWritten = last != null && !same && !text.equals(seen);
		seen = text;
		if (beingWritten) {
			changed.run();
		}
		if (last != null && (same || beingWritten)) {
			return last.endpoints();
		}
		Reading now = new Reading(text, format.read(text));
		settled = now;
		return now.endpoints();
	}

	@Override
	public Subscription subscribe(Runnable changed) {
		this.changed = changed;
		return () -> this.changed = () -> {
		};
	}

	private String read() throws IOException {
		try (InputStream in = location.getInputStream()) {
			byte[] bytes = in.readNBytes(LIMIT + 1);
			if (bytes.length > LIMIT) {
				throw new IOException("The file has more than " + LIMIT + " bytes");
			}
			return new String(bytes, StandardCharsets.UTF_8);
		}
	}

	/** The same file at the same pace is the same source. */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof FileSource source && location.equals(source.location)
				&& interval.equals(source.interval);
	}

	@Override
	public int hashCode() {
		return Objects.hash(location, interval);
	}

	@Override
	public String toString() {
		return name();
	}

}
