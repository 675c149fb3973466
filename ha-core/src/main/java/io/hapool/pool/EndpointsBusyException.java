package io.hapool.pool;

import java.io.Serial;

/**
 * All endpoints that the call may have are usable, but have as many leases as they may,
 * and none came back while the call waited, if it could wait at all.
 */
public final class EndpointsBusyException extends NoEndpointAvailableException {

	@Serial
	private static final long serialVersionUID = 1;

	EndpointsBusyException(String pool, LeaseLimits limits, String why) {
		super(pool, "All endpoints of pool \"" + pool + "\" that the call may have are at limits.leases-per-endpoint: "
				+ limits.leasesPerEndpoint() + ", " + why);
	}

}
