package io.hapool.sample.redis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What can be done to a Redis server.
 */
public enum RedisAction {

	/** Its process gets SIGKILL. */
	KILL("kill", "killed"),

	/** Its process gets SIGSTOP: connections stay open, and nothing is answered. */
	FREEZE("freeze", "frozen"),

	/** It works: goes on if it was frozen, is started again if it was killed. */
	BRING_BACK("bring-back", "works");

	private final String path;

	private final String effect;

	RedisAction(String path, String effect) {
		this.path = path;
		this.effect = effect;
	}

	/**
	 * Returns the action that a request names.
	 * @param path the name
	 * @return the action, if there is one of that name
	 */
	public static Optional<RedisAction> of(String path) {
		return Arrays.stream(values()).filter((action) -> action.path.equals(path)).findFirst();
	}

	/**
	 * Returns what requests may name.
	 * @return the names of all actions
	 */
	public static List<String> paths() {
		return Arrays.stream(values()).map((action) -> action.path).toList();
	}

	/**
	 * Returns how the server is afterwards.
	 * @return a word for people
	 */
	public String effect() {
		return effect;
	}

}
