package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.util.Map;

import io.hapool.call.EndpointPool;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines a bean for each pool of the environment: {@code billing} becomes
 * {@code billingEndpointPool}, an {@code EndpointPool<URI>} with the qualifier
 * {@code billing}. A bean of the application with that name wins.
 */
class EndpointPoolRegistrar implements ImportBeanDefinitionRegistrar {

	private static final Bindable<Map<String, Object>> POOLS = Bindable.mapOf(String.class, Object.class);

	private final Environment environment;

	EndpointPoolRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		Map<String, Object> pools = Binder.get(environment).bind("ha.pools", POOLS).orElseGet(Map::of);
		for (String pool : PoolNames.canonical(pools.keySet())) {
			String beanName = PoolNames.beanName(pool);
			if (!registry.containsBeanDefinition(beanName)) {
				registry.registerBeanDefinition(beanName, definition(pool));
			}
		}
	}

	private static RootBeanDefinition definition(String pool) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(EndpointPool.class, URI.class));
		definition.setFactoryBeanName(PoolsAutoConfiguration.FACTORY_BEAN);
		definition.setFactoryMethodName("create");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, pool);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, pool));
		definition.setDestroyMethodName("close");
		return definition;
	}

}
