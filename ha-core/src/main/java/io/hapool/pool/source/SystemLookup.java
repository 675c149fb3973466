package io.hapool.pool.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import javax.naming.NameNotFoundException;

/**
 * Looks names up as the system does: in the hosts file, with search domains.
 */
final class SystemLookup {

	private SystemLookup() {
	}

	static List<String> addresses(String name) throws NameNotFoundException {
		try {
			return Arrays.stream(InetAddress.getAllByName(name)).map(InetAddress::getHostAddress).toList();
		}
		catch (UnknownHostException ex) {
			NameNotFoundException failure = new NameNotFoundException(
					"Neither the name server nor the system knows " + name);
			failure.initCause(ex);
			throw failure;
		}
	}

}
