package io.hapool.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a server on 127.0.0.1 and does to their connections what it
 * is told, also to those that are open. Has two threads for each connection. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {

	private static final ProxyFault NONE = new ProxyFault.None();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = lock.newCondition();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connections = new AtomicInteger();

	private final LongAdder writes = new LongAdder();

	private final int server;

	private final int port;

	@GuardedBy("lock")
	private @Nullable ServerSocket listening;

	@GuardedBy("lock")
	private @Nullable Thread acceptor;

	private volatile ProxyFault fault = NONE;

	private volatile boolean closed;

	private FaultProxy(int server, ServerSocket listening) {
		this.server = server;
		this.port = listening.getLocalPort();
	}

	/**
	 * Starts a proxy on a free port.
	 * @param server the port of the server; need not listen yet
	 */
	public static FaultProxy to(int server) {
		try {
			ServerSocket listening = LocalPorts.listen(0);
			FaultProxy proxy = new FaultProxy(server, listening);
			proxy.listenOn(listening);
			return proxy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int port() {
		return port;
	}

	public URI uri() {
		return URI.create("http://127.0.0.1:" + port);
	}

	/**
	 * Returns how many connections it has accepted.
	 */
	public int connections() {
		return connections.get();
	}

	/**
	 * Returns how many times it has sent something, in either direction.
	 */
	public long writes() {
		return writes.sum();
	}

	/**
	 * Does something to what comes by from now on. What is held back goes on.
	 */
	public void become(ProxyFault next) {
		lock.lock();
		try {
			fault = next;
			changed.signalAll();
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Lets all come by as it is.
	 */
	public void recover() {
		become(NONE);
	}

	/**
	 * Listens no more, so that connects are refused. Open connections stay so.
	 */
	public void refuse() {
		lock.lock();
		try {
			close(listening);
			listening = null;
			// as long as it is in accept the kernel goes on listening
			join(acceptor);
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Listens again, on the same port.
	 */
	public void listen() {
		lock.lock();
		try {
			if (listening == null) {
				listenOn(LocalPorts.listen(port));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Resets all open connections.
	 */
	public void resetAll() {
		sockets.forEach(FaultProxy::reset);
	}

	@Override
	public void close() {
		closed = true;
		refuse();
		recover();
		resetAll();
	}

	@Override
	public String toString() {
		return "proxy " + uri() + " to " + server;
	}

	ProxyFault fault() {
		return fault;
	}

	void written() {
		writes.increment();
	}

	/** One flow of a connection has broken: so does the other. */
	void ended(Socket... both) {
		for (Socket socket : both) {
			reset(socket);
		}
	}

	void awaitOther(ProxyFault current, Duration time) throws IOException {
		lock.lock();
		try {
			long left = time.toNanos();
			while (left > 0 && fault == current) {
				left = changed.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
		finally {
			lock.unlock();
		}
	}

	private void listenOn(ServerSocket next) {
		lock.lock();
		try {
			listening = next;
			acceptor = inBackground(() -> accept(next));
		}
		finally {
			lock.unlock();
		}
	}

	private static void join(@Nullable Thread thread) {
		try {
			if (thread != null) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void accept(ServerSocket from) {
		while (!from.isClosed()) {
			try {
				Socket client = from.accept();
				connections.incrementAndGet();
				// here, so that who has refused finds all that were accepted
				sockets.add(client);
				inBackground(() -> connect(client));
			}
			catch (IOException ignored) {
				// it listens no more
			}
		}
	}

	private void connect(Socket client) {
		try (client; Socket backend = new Socket(InetAddress.getLoopbackAddress(), server)) {
			sockets.add(backend);
			try {
				if (closed) {
					return;
				}
				client.setTcpNoDelay(true);
				backend.setTcpNoDelay(true);
				Thread answers = inBackground(new ProxyFlow(this, backend, client, ProxyFlow.Direction.ANSWERS));
				new ProxyFlow(this, client, backend, ProxyFlow.Direction.REQUESTS).run();
				answers.join();
			}
			finally {
				sockets.remove(backend);
			}
		}
		catch (IOException ex) {
			reset(client);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			sockets.remove(client);
		}
	}

	private static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ignored) {
			// closed already
		}
	}

	private static void close(@Nullable ServerSocket server) {
		try {
			if (server != null) {
				server.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Thread inBackground(Runnable task) {
		Thread thread = new Thread(task, "fault-proxy");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

}
