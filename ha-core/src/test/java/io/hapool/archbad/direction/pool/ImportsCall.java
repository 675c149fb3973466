package io.hapool.archbad.direction.pool;

import io.hapool.archbad.direction.call.CallPart;

abstract class ImportsCall {

	abstract CallPart bad();

}
