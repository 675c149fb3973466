package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Set;

import io.hapool.annotation.HighlyAvailable;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Tells native images which methods we look for and invoke by reflection: those of beans
 * that have annotated ones, as the proof at the start looks at them all, private
 * fallbacks among them; those of the interfaces that proxies have in their stead; and
 * those of the beans that fallbacks name.
 */
final class HighlyAvailableAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
		if (!AnnotatedTypes.include(type)) {
			return null;
		}
		Set<Class<?>> types = new LinkedHashSet<>();
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			HighlyAvailable annotation = AnnotatedCalls.annotation(method, type);
			if (annotation != null) {
				addHierarchy(types, type);
				addFallback(types, annotation, bean.getBeanFactory());
			}
		}
		return types.isEmpty() ? null
				: (generation, code) -> register(generation.getRuntimeHints().reflection(), types);
	}

	private static void register(ReflectionHints hints, Set<Class<?>> types) {
		types.forEach((type) -> hints.registerType(type, MemberCategory.INVOKE_DECLARED_METHODS));
	}

	private static void addHierarchy(Set<Class<?>> types, Class<?> type) {
		for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
			types.add(each);
		}
		types.addAll(ClassUtils.getAllInterfacesForClassAsSet(type));
	}

	/**
	 * Adds the bean that a fallback names. One whose name has no value yet cannot be
	 * found.
	 */
	private static void addFallback(Set<Class<?>> types, HighlyAvailable annotation,
			ConfigurableListableBeanFactory beans) {
		Environment environment = beans.getBean(Environment.class);
		String bean = FallbackName.parse(environment.resolvePlaceholders(annotation.fallbackMethod()).trim()).bean();
		Class<?> type = (bean != null && beans.containsBean(bean)) ? beans.getType(bean, false) : null;
		if (type != null) {
			addHierarchy(types, ClassUtils.getUserClass(type));
		}
	}

}
