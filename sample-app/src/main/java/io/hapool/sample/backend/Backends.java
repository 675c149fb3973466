package io.hapool.sample.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.springframework.util.FileSystemUtils;

/**
 * The backends of the sample, started together.
 */
public final class Backends implements AutoCloseable {

	private static final List<String> NAMES = List.of("a", "b", "c");

	private final Path classPath;

	private final List<Backend> backends;

	private Backends(Path classPath, List<Backend> backends) {
		this.classPath = classPath;
		this.backends = backends;
	}

	/**
	 * Starts the backends, each on a free port, and waits until they serve.
	 * @return the backends, to be closed by the caller
	 * @throws IllegalStateException if one does not come up
	 */
	public static Backends start() {
		Path classPath = copyProgram();
		List<BackendProcess> processes = new ArrayList<>();
		try {
			NAMES.forEach((name) -> processes.add(BackendProcess.start(classPath, name, 0)));
			List<Backend> backends = new ArrayList<>();
			for (int i = 0; i < NAMES.size(); i++) {
				backends.add(new Backend(classPath, NAMES.get(i), processes.get(i)));
			}
			return new Backends(classPath, List.copyOf(backends));
		}
		catch (RuntimeException ex) {
			processes.forEach(BackendProcess::close);
			delete(classPath);
			throw ex;
		}
	}

	/**
	 * Returns all backends.
	 * @return in order of their names
	 */
	public List<Backend> all() {
		return backends;
	}

	/**
	 * Returns a backend if there is one.
	 * @param name its name
	 * @return the backend
	 */
	public Optional<Backend> find(String name) {
		return backends.stream().filter((backend) -> backend.name().equals(name)).findFirst();
	}

	/**
	 * Kills all processes.
	 */
	@Override
	public void close() {
		backends.forEach(Backend::close);
		delete(classPath);
	}

	/**
	 * Copies the program out of the class path of this JVM: a plain {@code java} cannot
	 * read it where it is when this runs from an executable jar.
	 */
	private static Path copyProgram() {
		String file = BackendProgram.class.getName().replace('.', '/') + ".class";
		try (InputStream program = Objects
			.requireNonNull(BackendProgram.class.getClassLoader().getResourceAsStream(file), file)) {
			Path directory = Files.createTempDirectory("quote-backends");
			Path copy = directory.resolve(file);
			Files.createDirectories(copy.getParent());
			Files.copy(program, copy);
			return directory;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The program of the backends cannot be copied", ex);
		}
	}

	private static void delete(Path directory) {
		try {
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (IOException ignored) {
			// the system clears its temporary files
		}
	}

}
