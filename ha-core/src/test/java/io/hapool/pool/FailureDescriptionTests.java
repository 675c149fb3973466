package io.hapool.pool;

import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What people read of a failure.
 */
class FailureDescriptionTests {

	@Test
	void typeAndMessage() {
		assertThat(Credentials.describe(new ConnectException("Connection refused")))
			.isEqualTo("ConnectException: Connection refused");
		assertThat(Credentials.describe(new ConnectException())).isEqualTo("ConnectException");
	}

	@Test
	void theCauseIsNamedWhereTheMessageDoesNotTell() {
		IOException failure = new IOException("I/O error on GET request for \"http://h/quote\": null",
				new ConnectException());

		assertThat(Credentials.describe(failure))
			.isEqualTo("IOException: I/O error on GET request for \"http://h/quote\": null (ConnectException)");
	}

	@Test
	void theCauseIsNotRepeatedWhereTheMessageTells() {
		assertThat(Credentials.describe(new CompletionException(new ConnectException("Connection refused"))))
			.isEqualTo("CompletionException: java.net.ConnectException: Connection refused");
		assertThat(Credentials
			.describe(new IOException("failed: Connection refused", new ConnectException("Connection refused"))))
			.isEqualTo("IOException: failed: Connection refused");
	}

	@Test
	void credentialsOfTheCauseAreMasked() {
		assertThat(Credentials.describe(new IOException("failed", new IOException("http://me:secret@h"))))
			.isEqualTo("IOException: failed (IOException: http://******@h)");
	}

}
