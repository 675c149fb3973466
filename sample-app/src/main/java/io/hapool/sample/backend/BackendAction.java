package io.hapool.sample.backend;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What can be done to a backend.
 */
public enum BackendAction {

	/** Its process gets SIGKILL. */
	KILL("kill", "killed"),

	/** It accepts requests and never answers them. */
	HANG("hang", "hangs"),

	/** It answers 503 to every request. */
	REFUSE("503", "answers 503"),

	/** It answers after 1.5 seconds, which is later than its clients wait. */
	SLOW("slow", "slow"),

	/** It works, started again if it was killed. */
	BRING_BACK("bring-back", "works");

	private final String path;

	private final String effect;

	BackendAction(String path, String effect) {
		this.path = path;
		this.effect = effect;
	}

	/**
	 * Returns the action that a request names.
	 * @param path the name
	 * @return the action, if there is one of that name
	 */
	public static Optional<BackendAction> of(String path) {
		return Arrays.stream(values()).filter((action) -> action.path.equals(path)).findFirst();
	}

	/**
	 * Returns what requests may name.
	 * @return the names of all actions
	 */
	public static List<String> paths() {
		return Arrays.stream(values()).map(BackendAction::path).toList();
	}

	/**
	 * Returns the name in requests.
	 * @return one path segment
	 */
	public String path() {
		return path;
	}

	/**
	 * Returns how the backend is afterwards.
	 * @return a word or two for people
	 */
	public String effect() {
		return effect;
	}

}
