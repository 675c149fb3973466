package io.hapool.pool.source;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;

import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

import org.jspecify.annotations.Nullable;

/**
 * A name server, or those of the system, asked through the JDK's DNS provider: by UDP,
 * and by TCP where the answer is too long. A question is asked twice; each server has 0.7
 * and 1.4 seconds to answer.
 */
final class NameServer {

	private static final String TIMEOUT_MILLIS = "700";

	private static final String ATTEMPTS = "2";

	private final Hashtable<String, String> environment;

	@SuppressWarnings("JdkObsolete") // a context takes nothing else
	NameServer(@Nullable String server) {
		this.environment = new Hashtable<>();
		this.environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
		this.environment.put(Context.PROVIDER_URL, (server != null) ? "dns://" + server : "dns:");
		this.environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
		this.environment.put("com.sun.jndi.dns.timeout.retries", ATTEMPTS);
	}

	/**
	 * Returns the records of one type.
	 * @param name the name, from the root
	 * @param type such as {@code A}
	 * @return their texts, in any order; none: the name has no such records
	 * @throws javax.naming.NameNotFoundException if there is no such name
	 * @throws NamingException if the server cannot tell or does not answer
	 */
	List<String> ask(String name, String type) throws NamingException {
		DirContext context = new InitialDirContext(environment);
		try {
			Attribute records = context.getAttributes(name, new String[] { type }).get(type);
			return (records != null) ? texts(records, type) : List.of();
		}
		finally {
			context.close();
		}
	}

	private static List<String> texts(Attribute records, String type) throws NamingException {
		List<String> texts = new ArrayList<>();
		NamingEnumeration<?> values = records.getAll();
		try {
			while (values.hasMore()) {
				String text = String.valueOf(values.next());
				texts.add(type.equals("AAAA") ? canonical(text) : text);
			}
		}
		finally {
			values.close();
		}
		return texts;
	}

	/** One address has one text, whoever wrote it. */
	private static String canonical(String address) throws NamingException {
		try {
			return InetAddress.getByName(address).getHostAddress();
		}
		catch (UnknownHostException ex) {
			NamingException failure = new NamingException("\"" + address + "\" is not an address");
			failure.initCause(ex);
			throw failure;
		}
	}

}
