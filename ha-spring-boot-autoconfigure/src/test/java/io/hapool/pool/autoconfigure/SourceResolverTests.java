package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.hapool.http.autoconfigure.HttpAutoConfiguration;
import io.hapool.pool.Endpoint;
import io.hapool.pool.source.DnsQuery;
import io.hapool.pool.source.DnsSource;
import io.hapool.pool.source.EndpointSource;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SourceResolverTests {

	private static final String PREFIX = "ha.pools.billing";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HttpAutoConfiguration.class))
		.withPropertyValues("ha.pools.some.endpoints=http://some")
		.withBean("others", EndpointSource.class, Others::new);

	@Test
	void poolWithoutAnyHasNone() {
		runner.run((context) -> assertThat(resolve(context)).isEmpty());
	}

	@Test
	void sourcesCountInTheOrderFileDnsHttpBeans() {
		runner.run((context) -> assertThat(resolve(context, "billing.sources=others",
				"billing.http.url=https://u:p@config:1/list?token=t", "billing.dns.name=billing.internal",
				"billing.dns.port=8080", "billing.file.location=file:/etc/endpoints.yml"))
			.extracting(EndpointSource::name)
			.containsExactly("file:/etc/endpoints.yml", "dns billing.internal", "https://config:1/list", "others"));
	}

	@Test
	void locationWithoutPrefixIsAFile() {
		runner.run((context) -> assertThat(resolve(context, "billing.file.location=/etc/endpoints.yml"))
			.extracting(EndpointSource::name)
			.containsExactly("file:/etc/endpoints.yml"));
	}

	@Test
	void intervalsHaveDefaults() {
		runner.run((context) -> assertThat(resolve(context, "billing.file.location=a.yml", "billing.dns.name=a",
				"billing.dns.type=srv", "billing.http.url=http://a"))
			.extracting(EndpointSource::interval)
			.containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30)));
	}

	@Test
	void allButThePlaceIsInherited() {
		runner.run(
				(context) -> assertThat(resolve(context, "defaults.file.interval=1s", "defaults.dns.port=8080",
						"defaults.dns.scheme=https", "defaults.dns.server=10.0.0.53", "defaults.dns.interval=2s",
						"defaults.http.interval=3s", "defaults.http.timeout=4s", "billing.file.location=a.yml",
						"billing.dns.name=a", "billing.http.url=http://a", "billing.http.interval=5s"))
					.satisfiesExactly((file) -> assertThat(file.interval()).hasSeconds(1),
							(dns) -> assertThat(dns).isEqualTo(new DnsSource(
									DnsQuery.addresses("a", 8080).withScheme("https").askedAt("10.0.0.53"),
									Duration.ofSeconds(2))),
							(http) -> assertThat(http.interval()).hasSeconds(5)));
	}

	@Test
	void inheritedPortIsNoneOfServices() {
		runner.run((context) -> assertThat(
				resolve(context, "defaults.dns.port=8080", "billing.dns.name=a", "billing.dns.type=srv"))
			.containsExactly(new DnsSource(DnsQuery.services("a"), Duration.ofSeconds(30))));
	}

	@Test
	void sameSettingsMakeTheSameSources() {
		runner.run((context) -> {
			String[] settings = { "billing.file.location=a.yml", "billing.dns.name=a", "billing.dns.port=1",
					"billing.http.url=http://a", "billing.sources=others" };

			assertThat(resolve(context, settings)).isEqualTo(resolve(context, settings));
		});
	}

	@Test
	void unknownBeanIsRefusedWithThoseThatThereAre() {
		runner.run((context) -> assertThatExceptionOfType(InvalidPoolException.class)
			.isThrownBy(() -> resolve(context, "billing.sources=others,another"))
			.withMessage("ha.pools.billing.sources[1]: there is no EndpointSource bean \"another\"")
			.satisfies((failure) -> assertThat(failure.remedy()).isEqualTo("Write one of [others].")));
	}

	private static List<EndpointSource<URI>> resolve(ConfigurableApplicationContext context, String... settings) {
		Map<String, String> properties = new LinkedHashMap<>();
		for (String setting : settings) {
			int equals = setting.indexOf('=');
			properties.put(setting.substring(0, equals), setting.substring(equals + 1));
		}
		Binder binder = new Binder(new MapConfigurationPropertySource(properties));
		PoolProperties own = bind(binder, "billing");
		return new SourceResolver(context.getBeanFactory()).resolve(PREFIX, own, own.or(bind(binder, "defaults")));
	}

	private static PoolProperties bind(Binder binder, String prefix) {
		return binder.bind(prefix, PoolProperties.class).orElse(PoolProperties.EMPTY);
	}

	private static final class Others implements EndpointSource<URI> {

		@Override
		public String name() {
			return "others";
		}

		@Override
		public List<Endpoint<URI>> endpoints() {
			return List.of();
		}

		@Override
		public Duration interval() {
			return Duration.ofSeconds(1);
		}

	}

}
