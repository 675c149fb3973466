package io.hapool;

import java.io.IOException;
import java.nio.file.Path;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;

/**
 * Certificates that no JVM trusts.
 */
public final class SelfSigned {

	private SelfSigned() {
	}

	/**
	 * Makes a certificate for 127.0.0.1 and localhost, and what trusts it.
	 */
	public static SslBundle bundle(Path folder) throws IOException, InterruptedException {
		Path store = folder.resolve("store.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "ha", "-keyalg", "EC", "-dname", "CN=ha", "-ext",
				"SAN=ip:127.0.0.1,dns:localhost", "-validity", "30", "-storetype", "PKCS12", "-storepass", "changeit",
				"-keystore", store.toString())
			.inheritIO()
			.start();
		if (keytool.waitFor() != 0) {
			throw new IOException("keytool failed");
		}
		JksSslStoreDetails details = new JksSslStoreDetails("PKCS12", null, store.toUri().toString(), "changeit");
		return SslBundle.of(new JksSslStoreBundle(details, details));
	}

}
