package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import io.hapool.call.EndpointPools;
import io.hapool.call.PoolDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;

/**
 * Reads {@code ha.*} again and updates the pools whose properties are others now. One
 * mistake anywhere, and all stay as they are.
 */
class PoolsRefresher {

	private static final Logger logger = LoggerFactory.getLogger(PoolsRefresher.class);

	private final ReentrantLock refreshing = new ReentrantLock();

	private final ConversionService conversions = PropertyConverters.withBoots();

	private final EndpointPoolFactory factory;

	private final EndpointPools pools;

	private final Environment environment;

	private volatile HaProperties current;

	PoolsRefresher(HaProperties properties, EndpointPoolFactory factory, EndpointPools pools, Environment environment) {
		this.current = properties;
		this.factory = factory;
		this.pools = pools;
		this.environment = environment;
	}

	/** What is wrong is logged: the application goes on as it was. */
	void refresh() {
		refreshing.lock();
		try {
			HaProperties next = bind();
			if (next.equals(current)) {
				return;
			}
			List<PoolDefinition<URI>> changed = changed(next);
			current = next;
			factory.use(factory.resolver().with(next));
			changed.forEach(this::update);
			warnOfNewPools(next);
		}
		catch (BindException ex) {
			FailureAnalysis analysis = HaBindFailureAnalyzer.explain(ex);
			refuse(analysis.getDescription(), String.valueOf(analysis.getAction()));
		}
		catch (InvalidPoolException ex) {
			refuse(String.valueOf(ex.getMessage()), ex.remedy());
		}
		finally {
			refreshing.unlock();
		}
	}

	/** One that cannot be updated keeps no other from it. */
	private void update(PoolDefinition<URI> definition) {
		try {
			pools.update(definition.name(), definition);
		}
		catch (RuntimeException ex) {
			logger.warn("The environment has changed, but pool {} cannot follow", definition.name(), ex);
		}
	}

	private static void refuse(String description, String action) {
		logger.warn("The environment has changed, but pools stay as they are: {}. {}", description, action);
	}

	private HaProperties bind() {
		Binder binder = new Binder(ConfigurationPropertySources.get(environment),
				new PropertySourcesPlaceholdersResolver(environment), conversions);
		return binder.bindOrCreate("ha", HaProperties.class);
	}

	private List<PoolDefinition<URI>> changed(HaProperties next) {
		boolean all = !Objects.equals(next.defaults(), current.defaults())
				|| !Objects.equals(next.zone(), current.zone());
		PoolResolver resolver = factory.resolver().with(next);
		List<PoolDefinition<URI>> changed = new ArrayList<>();
		for (String name : factory.names()) {
			Optional<PoolProperties> now = Optional.ofNullable(next.pools().get(name));
			if (now.isEmpty()) {
				logger.warn("Pool {} is no longer in the environment; it stays as it is until the next start", name);
			}
			else if (all || !now.equals(Optional.ofNullable(current.pools().get(name)))) {
				changed.add(resolver.resolve(name));
			}
		}
		return changed;
	}

	private void warnOfNewPools(HaProperties next) {
		PoolNames.canonical(next.pools().keySet())
			.stream()
			.filter((name) -> pools.find(name).isEmpty())
			.forEach((name) -> logger.warn("Pool {} is new in the environment; it comes with the next start", name));
	}

}
