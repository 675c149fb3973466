package io.hapool.archbad.direction.time;

import io.hapool.archbad.direction.event.EventPart;

abstract class ImportsEvent {

	abstract EventPart bad();

}
