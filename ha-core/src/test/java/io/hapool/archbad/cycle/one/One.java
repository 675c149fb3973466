package io.hapool.archbad.cycle.one;

import io.hapool.archbad.cycle.two.Two;

public interface One {

	Two other();

}
