// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How announcements are written. During a rolling release two versions of this format
 * meet: a newer one may only add fields at the end of a block, which an older one skips;
 * the number is raised when that is not enough, and an older one then ignores the
 * announcement.
 */
final class AnnouncementFormat {

	static final int VERSION = 1;

	private AnnouncementFormat() {
	}

	static byte[] write(Announcement announcement) {
		try {
			return block((out) -> {
				out.writeByte(VERSION);
				out.writeLong(announcement.sequence());
				out.writeBoolean(announcement.leaving());
				writeText(out, announcement.member());
				out.writeInt(announcement.instances().size());
				for (RegisteredInstance instance : announcement.instances()) {
					writeBlock(out, block((inner) -> write(inner, instance)));
				}
			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(DataOutputStream out, RegisteredInstance instance) throws IOException {
		writeText(out, instance.instanceId());
		writeText(out, instance.serviceId());
		writeText(out, instance.host());
		out.writeInt(instance.port());
		out.writeBoolean(instance.secure());
		out.writeLong(instance.registeredAt().toEpochMilli());
		out.writeInt(instance.metadata().size());
		for (Map.Entry<String, String> entry : instance.metadata().entrySet()) {
			writeText(out, entry.getKey());
			writeText(out, entry.getValue());
		}
	}

	/**
	 * Read an announcement.
	 * @param content what a member sent
	 * @return the announcement
	 * @throws IOException it is of a version that cannot be read here, or broken
	 */
	static Announcement read(byte[] content) throws IOException {
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
		int version = in.readUnsignedByte();
		if (version != VERSION) {
			throw new IOException("it is of version " + version + ", and this is version " + VERSION);
		}
		long sequence = in.readLong();
		boolean leaving = in.readBoolean();
		String member = readText(in);
		int count = in.readInt();
		List<RegisteredInstance> instances = new ArrayList<>();
		for (int index = 0; index < count; index++) {
			instances.add(readInstance(new DataInputStream(new ByteArrayInputStream(readBlock(in)))));
		}
		return new Announcement(sequence, leaving, member, List.copyOf(instances));
	}

	private static RegisteredInstance readInstance(DataInputStream in) throws IOException {
		String instanceId = readText(in);
		String serviceId = readText(in);
		String host = readText(in);
		int port = in.readInt();
		boolean secure = in.readBoolean();
		Instant registeredAt = Instant.ofEpochMilli(in.readLong());
		Map<String, String> metadata = new LinkedHashMap<>();
		for (int rest = in.readInt(); rest > 0; rest--) {
			metadata.put(readText(in), readText(in));
		}
		return new RegisteredInstance(instanceId, serviceId, host, port, secure, registeredAt, Map.copyOf(metadata));
	}

	private static byte[] block(Content content) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		content.write(out);
		out.flush();
		return bytes.toByteArray();
	}

	private static void writeBlock(DataOutputStream out, byte[] block) throws IOException {
		out.writeInt(block.length);
		out.write(block);
	}

	private static byte[] readBlock(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length < 0 || length > in.available()) {
			throw new IOException("a block of " + length + " bytes is longer than the rest");
		}
		return in.readNBytes(length);
	}

	private static void writeText(DataOutputStream out, String text) throws IOException {
		writeBlock(out, text.getBytes(StandardCharsets.UTF_8));
	}

	private static String readText(DataInputStream in) throws IOException {
		return new String(readBlock(in), StandardCharsets.UTF_8);
	}

	/**
	 * Writes what belongs into a block.
	 */
	private interface Content {

		void write(DataOutputStream out) throws IOException;

	}

}
