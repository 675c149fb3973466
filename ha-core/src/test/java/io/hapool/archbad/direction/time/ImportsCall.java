package io.hapool.archbad.direction.time;

import io.hapool.archbad.direction.call.CallPart;

abstract class ImportsCall {

	abstract CallPart bad();

}
