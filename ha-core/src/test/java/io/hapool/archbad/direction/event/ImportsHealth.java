package io.hapool.archbad.direction.event;

import io.hapool.archbad.direction.health.HealthPart;

abstract class ImportsHealth {

	abstract HealthPart bad();

}
