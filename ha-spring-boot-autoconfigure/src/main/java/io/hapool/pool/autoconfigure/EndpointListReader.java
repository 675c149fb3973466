package io.hapool.pool.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.hapool.pool.Credentials;
import io.hapool.pool.Endpoint;
import io.hapool.source.EndpointListFormat;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * Reads lists of endpoints in YAML or JSON as those of the application's own properties
 * are read: a list, or one under {@code endpoints}. Placeholders are not replaced, for
 * who writes the list shall not read the environment.
 */
final class EndpointListReader implements EndpointListFormat {

	private static final String LIST = "endpoints";

	/** What Boot calls a document that is no map. */
	private static final String DOCUMENT = "document";

	private static final Bindable<List<EndpointProperties>> TYPE = Bindable.listOf(EndpointProperties.class);

	private static final String REMEDY = "Write a list in YAML or JSON, such as [http://10.0.0.1:8080], or one under "
			+ LIST + ".";

	private final ConversionService conversions = PropertyConverters.withBoots();

	@Override
	public List<Endpoint<URI>> read(String text) {
		try {
			Map<String, Object> properties = properties(text);
			ConfigurationPropertySource source = Objects
				.requireNonNull(ConfigurationPropertySource.from(new OriginTrackedMapPropertySource(LIST, properties)));
			Binder binder = new Binder(List.of(source), null, conversions);
			return EndpointResolver.all(LIST, binder.bind(LIST, TYPE).orElse(List.of()));
		}
		catch (BindException ex) {
			FailureAnalysis analysis = HaBindFailureAnalyzer.explain(ex);
			throw new IllegalArgumentException(analysis.getDescription() + ". " + analysis.getAction());
		}
		catch (InvalidPoolException ex) {
			throw new IllegalArgumentException(ex.getMessage() + ". " + ex.remedy());
		}
	}

	private static Map<String, Object> properties(String text) {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (PropertySource<?> document : documents(text)) {
			for (Map.Entry<?, ?> entry : ((Map<?, ?>) document.getSource()).entrySet()) {
				if (entry.getKey() == null) {
					continue; // stands for a map of nothing
				}
				Object other = properties.put(underList(String.valueOf(entry.getKey())), entry.getValue());
				if (other != null) {
					throw new IllegalArgumentException("More than one list. " + REMEDY);
				}
			}
		}
		return properties;
	}

	private static String underList(String key) {
		for (String name : List.of(DOCUMENT, LIST)) {
			if (key.equals(name) || key.startsWith(name + "[")) {
				return LIST + key.substring(name.length());
			}
		}
		throw new IllegalArgumentException("Nothing takes the key " + Credentials.mask(key) + ". " + REMEDY);
	}

	private static List<PropertySource<?>> documents(String text) {
		try {
			return new YamlPropertySourceLoader().load(LIST,
					new ByteArrayResource(yaml(text).getBytes(StandardCharsets.UTF_8)));
		}
		catch (IOException | RuntimeException ex) {
			// the text of the cause quotes the list, credentials and all
			throw new IllegalArgumentException(
					"Neither YAML nor JSON: " + ex.getClass().getSimpleName() + ". " + REMEDY);
		}
	}

	/** JSON is YAML but for tabs, which can only be between its tokens. */
	private static String yaml(String text) {
		String trimmed = text.trim();
		return (trimmed.startsWith("[") || trimmed.startsWith("{")) ? text.replace('\t', ' ') : text;
	}

}
