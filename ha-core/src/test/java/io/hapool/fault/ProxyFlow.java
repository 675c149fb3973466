package io.hapool.fault;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;

/**
 * One direction of a connection through a {@link FaultProxy}.
 */
public final class ProxyFlow implements Runnable {

	private final FaultProxy proxy;

	private final Socket from;

	private final Socket to;

	private final Direction direction;

	enum Direction {

		REQUESTS, ANSWERS

	}

	ProxyFlow(FaultProxy proxy, Socket from, Socket to, Direction direction) {
		this.proxy = proxy;
		this.from = from;
		this.to = to;
		this.direction = direction;
	}

	/** Passes on what comes until one side ends. */
	@Override
	public void run() {
		byte[] bytes = new byte[8192];
		try {
			InputStream in = from.getInputStream();
			int count;
			while ((count = in.read(bytes)) >= 0) {
				proxy.fault().pass(this, bytes, count);
			}
			to.shutdownOutput();
		}
		catch (IOException ex) {
			proxy.ended(from, to);
		}
	}

	/** Whether it leads to the client. */
	boolean isAnswer() {
		return direction == Direction.ANSWERS;
	}

	void write(byte[] bytes, int offset, int count) throws IOException {
		// first, so that who has read it finds it counted
		proxy.written();
		to.getOutputStream().write(bytes, offset, count);
	}

	/** Waits for a time, or until the proxy does otherwise. */
	void pauseWhile(ProxyFault fault, Duration time) throws IOException {
		proxy.awaitOther(fault, time);
	}

	void end(ProxyFault.Cut.How how) throws IOException {
		if (how == ProxyFault.Cut.How.HALF_CLOSE) {
			to.shutdownOutput();
			return;
		}
		throw new IOException("Cut");
	}

}
