package io.hapool.archunit;

import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.Nullable;

/**
 * Classes call their own annotated methods through their proxies only.
 */
final class CallThroughProxy extends ArchCondition<JavaClass> {

	CallThroughProxy() {
		super("call their own @HighlyAvailable methods through their proxies");
	}

	@Override
	public void check(JavaClass type, ConditionEvents events) {
		List<JavaCodeUnitAccess<?>> accesses = new ArrayList<>(type.getMethodCallsFromSelf());
		accesses.addAll(type.getMethodReferencesFromSelf());
		for (JavaCodeUnitAccess<?> access : accesses) {
			Signature called = Signature.of(access.getTarget());
			JavaClass self = self(access, called);
			if (self != null && AnnotatedMethods.include(self, called)) {
				events.add(SimpleConditionEvent.violated(access, describe(access, called)));
			}
		}
	}

	/**
	 * Returns the class of the object that calls itself, or {@code null} if the call goes
	 * to another object.
	 */
	private static @Nullable JavaClass self(JavaAccess<?> access, Signature called) {
		JavaClass origin = access.getOriginOwner();
		JavaClass target = access.getTargetOwner();
		if (isOwn(origin, target)) {
			boolean bySuper = !target.equals(origin) && called.equals(Signature.of(access.getOrigin()));
			return bySuper ? null : origin;
		}
		// an inner class calls the object around it
		for (JavaClass inner = origin; isInner(inner); inner = inner.getEnclosingClass().orElseThrow()) {
			JavaClass outer = inner.getEnclosingClass().orElseThrow();
			if (isOwn(outer, target)) {
				return outer;
			}
		}
		return null;
	}

	/** A call by an interface may go to a proxy, and by this it never does. */
	private static boolean isOwn(JavaClass origin, JavaClass target) {
		return origin.equals(target) || (!target.isInterface() && origin.getAllRawSuperclasses().contains(target));
	}

	private static boolean isInner(JavaClass type) {
		return (type.isInnerClass() || type.isAnonymousClass() || type.isLocalClass())
				&& type.getEnclosingClass().isPresent();
	}

	private static String describe(JavaAccess<?> access, Signature called) {
		return access.getDescription() + ": @HighlyAvailable does not see this call, so " + called.name()
				+ " would run without an endpoint; move " + called.name() + " to a bean of its own and call it there";
	}

}
