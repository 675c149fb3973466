package io.hapool.pool.source;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server on a free UDP port of 127.0.0.1 that says what a test has told it to say.
 * A name of which it was told nothing does not exist.
 */
public final class TestNameServer implements AutoCloseable {

	/**
	 * How a question of one type is answered.
	 */
	public enum Reply {

		/** With the records, or that there is no such name. */
		RECORDS,

		/** With no record, as if the name had none of this type. */
		NOTHING,

		/** That the server cannot tell. */
		SERVFAIL,

		/** That there is no such name. */
		NXDOMAIN,

		/** Not at all. */
		SILENCE

	}

	private static final Map<Integer, String> TYPES = Map.of(1, "A", 5, "CNAME", 28, "AAAA", 33, "SRV");

	private record Question(int id, String name, String type, byte[] section) {
	}

	private final Map<String, Map<String, List<String>>> names = new ConcurrentHashMap<>();

	private final Map<String, Reply> replies = new ConcurrentHashMap<>();

	private final AtomicInteger questions = new AtomicInteger();

	private final DatagramSocket socket;

	private final Thread thread = new Thread(this::serve, "test-name-server");

	public TestNameServer() {
		try {
			this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Returns where it listens, in the form {@code 127.0.0.1:5353}.
	 */
	public String address() {
		return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
	}

	/**
	 * Sets all records of a name.
	 * @param records by type; of SRV as {@code priority weight port host}
	 */
	public TestNameServer name(String name, Map<String, List<String>> records) {
		names.put(name, records);
		return this;
	}

	public TestNameServer addresses(String name, String... addresses) {
		return name(name, Map.of("A", List.of(addresses)));
	}

	/**
	 * Sets how questions of all types are answered from now on.
	 */
	public TestNameServer reply(Reply reply) {
		TYPES.values().forEach((type) -> replies.put(type, reply));
		return this;
	}

	public TestNameServer reply(String type, Reply reply) {
		replies.put(type, reply);
		return this;
	}

	public int questions() {
		return questions.get();
	}

	@Override
	public void close() {
		socket.close();
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void serve() {
		byte[] buffer = new byte[1024];
		while (!socket.isClosed()) {
			try {
				DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
				socket.receive(packet);
				questions.incrementAndGet();
				byte[] answer = answer(question(ByteBuffer.wrap(buffer, 0, packet.getLength())));
				if (answer.length > 0) {
					socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
				}
			}
			catch (IOException ex) {
				if (!socket.isClosed()) {
					throw new UncheckedIOException(ex);
				}
			}
		}
	}

	private static Question question(ByteBuffer query) {
		int id = query.getShort(0) & 0xFFFF;
		query.position(12);
		StringBuilder name = new StringBuilder();
		for (int length = query.get(); length > 0; length = query.get()) {
			byte[] label = new byte[length];
			query.get(label);
			name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
		}
		String type = TYPES.getOrDefault((int) query.getShort(), "?");
		byte[] section = new byte[query.position() + 2 - 12];
		query.get(12, section);
		return new Question(id, name.toString(), type, section);
	}

	private byte[] answer(Question question) throws IOException {
		Reply reply = replies.getOrDefault(question.type(), Reply.RECORDS);
		Map<String, List<String>> known = names.get(question.name());
		return switch (reply) {
			case SILENCE -> new byte[0];
			case SERVFAIL -> answer(question, 2, Map.of());
			case NXDOMAIN -> answer(question, 3, Map.of());
			case NOTHING -> answer(question, 0, Map.of());
			case RECORDS -> (known != null) ? answer(question, 0, known) : answer(question, 3, Map.of());
		};
	}

	private static byte[] answer(Question question, int code, Map<String, List<String>> known) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		List<String> aliases = known.getOrDefault("CNAME", List.of());
		List<String> records = known.getOrDefault(question.type(), List.of());
		for (int value : new int[] { question.id(), 0x8180 | code, 1, aliases.size() + records.size(), 0, 0 }) {
			out.writeShort(value);
		}
		out.write(question.section());
		for (String alias : aliases) {
			record(out, 5, name(alias));
		}
		for (String text : records) {
			switch (question.type()) {
				case "SRV" -> record(out, 33, service(text));
				case "A" -> record(out, 1, InetAddress.getByName(text).getAddress());
				default -> record(out, 28, InetAddress.getByName(text).getAddress());
			}
		}
		return bytes.toByteArray();
	}

	/** Of the name in the question; to be forgotten at once. */
	private static void record(DataOutputStream out, int type, byte[] content) throws IOException {
		out.writeShort(0xC00C);
		out.writeShort(type);
		out.writeShort(1);
		out.writeInt(0);
		out.writeShort(content.length);
		out.write(content);
	}

	private static byte[] service(String text) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		String[] fields = text.split(" ");
		for (int i = 0; i < 3; i++) {
			out.writeShort(Integer.parseInt(fields[i]));
		}
		out.write(name(fields[3]));
		return bytes.toByteArray();
	}

	private static byte[] name(String name) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (String label : name.split("\\.")) {
			bytes.write(label.length());
			bytes.write(label.getBytes(StandardCharsets.US_ASCII));
		}
		bytes.write(0);
		return bytes.toByteArray();
	}

}
