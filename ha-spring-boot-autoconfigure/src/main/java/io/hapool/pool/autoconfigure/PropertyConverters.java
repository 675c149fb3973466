package io.hapool.pool.autoconfigure;

import io.hapool.pool.Ratio;

import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.converter.Converter;

/**
 * What the properties need beside Boot's own conversions.
 */
final class PropertyConverters {

	private PropertyConverters() {
	}

	/** Boot's own conversions and these, for what is bound outside of the start. */
	static ConversionService withBoots() {
		ApplicationConversionService conversions = new ApplicationConversionService();
		conversions.addConverter(new StringToEndpoint());
		conversions.addConverter(new StringToRatio());
		conversions.addConverter(new NumberToRatio());
		return conversions;
	}

	/** The short form of an endpoint. */
	static final class StringToEndpoint implements Converter<String, EndpointProperties> {

		@Override
		public EndpointProperties convert(String source) {
			return EndpointProperties.of(source.trim());
		}

	}

	/** {@code 50%} or {@code "0.5"}. */
	static final class StringToRatio implements Converter<String, Ratio> {

		@Override
		public Ratio convert(String source) {
			return Ratio.parse(source);
		}

	}

	/** {@code 0.5}. */
	static final class NumberToRatio implements Converter<Number, Ratio> {

		@Override
		public Ratio convert(Number source) {
			return new Ratio(source.doubleValue());
		}

	}

}
