package io.hapool.fault;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeftoversTests {

	@Test
	void selectorsAndSocketsThatAreLeftOpenAreNoticed() throws IOException {
		List<String> before = Leftovers.descriptors();
		try (Selector selector = Selector.open(); ServerSocket socket = LocalPorts.listen(0)) {
			assertThat(Leftovers.descriptors()).as("with %s and %s", selector, socket)
				.hasSizeGreaterThanOrEqualTo(before.size() + 2);
		}
	}

}
