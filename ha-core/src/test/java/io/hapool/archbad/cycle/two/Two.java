package io.hapool.archbad.cycle.two;

import io.hapool.archbad.cycle.one.One;

public interface Two {

	One other();

}
