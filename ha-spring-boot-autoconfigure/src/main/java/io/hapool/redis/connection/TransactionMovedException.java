package io.hapool.redis.connection;

import java.io.Serial;

import org.springframework.dao.ConcurrencyFailureException;

/**
 * Another database was selected while a transaction was being made: it has been discarded
 * where it began, and nothing of it was carried out. It can be made again, from its
 * {@code WATCH} on.
 */
public final class TransactionMovedException extends ConcurrencyFailureException {

	@Serial
	private static final long serialVersionUID = 1;

	/**
	 * Creates the exception.
	 * @param from where it began
	 * @param to what is selected now
	 */
	public TransactionMovedException(String from, String to) {
		super("Transaction on database " + from + " discarded: " + to
				+ " has been selected meanwhile (expected: the transaction again, from its WATCH on)");
	}

}
