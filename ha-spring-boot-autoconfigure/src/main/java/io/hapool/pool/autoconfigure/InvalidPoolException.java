package io.hapool.pool.autoconfigure;

import java.io.Serial;

import io.hapool.pool.Credentials;

/**
 * A pool in the environment, or a database, is not what it must be. The text is free of
 * credentials.
 */
public final class InvalidPoolException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1;

	private final String property;

	private final String remedy;

	/**
	 * Creates the exception.
	 * @param property where the mistake is: the name of a property
	 * @param problem what is wrong; credentials in it are masked
	 * @param remedy what to write instead: a sentence
	 */
	public InvalidPoolException(String property, String problem, String remedy) {
		super(property + ": " + Credentials.mask(problem));
		this.property = property;
		this.remedy = remedy;
	}

	/**
	 * Returns where the mistake is.
	 * @return the name of a property
	 */
	public String property() {
		return property;
	}

	/**
	 * Returns what to write instead.
	 * @return a sentence
	 */
	public String remedy() {
		return remedy;
	}

}
