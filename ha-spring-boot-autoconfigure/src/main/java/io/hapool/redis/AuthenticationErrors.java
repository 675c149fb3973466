package io.hapool.redis;

/**
 * What it means that a database refuses the credentials, as with {@code NOAUTH} and
 * {@code WRONGPASS}.
 */
public enum AuthenticationErrors {

	/** The configuration is wrong: the error surfaces, the database is well. */
	ARE_MISTAKES,

	/** The database fails: commands go elsewhere. */
	ARE_FAILURES

}
