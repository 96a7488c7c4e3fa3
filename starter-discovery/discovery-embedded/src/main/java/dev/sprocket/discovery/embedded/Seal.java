// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Event;
import org.jgroups.Message;
import org.jgroups.protocols.TCP;
import org.jgroups.stack.IpAddress;
import org.jgroups.stack.Protocol;
import org.jgroups.util.ByteArray;
import org.jgroups.util.FastArray;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * The protocol above the transport: seals whole messages with all headers, so that nobody
 * without the key finds, joins or misleads members. JGroups' own {@code SYM_ENCRYPT}
 * leaves headers in the open and cannot do GCM.
 * <p>
 * A sealed message is a byte for the kind, a byte for the length of the sender's address,
 * the address, and what the cipher makes of the message. One that cannot be opened is
 * answered by a refusal, which says no more than that.
 */
final class Seal extends Protocol {

	private static final byte SEALED = 1;

	private static final byte REFUSAL = 2;

	private static final int PREFIX = 2;

	private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.%]{2,60}:\\d{1,5}");

	private final TCP transport;

	private final MessageCipher cipher;

	private final KeyMismatches mismatches;

	private volatile byte @Nullable [] address;

	Seal(TCP transport, MessageCipher cipher, KeyMismatches mismatches) {
		this.transport = transport;
		this.cipher = cipher;
		this.mismatches = mismatches;
	}

	@Override
	public Object down(Message message) {
		if (message.getSrc() == null) {
			message.setSrc(this.local_addr);
		}
		return this.down_prot.down(seal(message));
	}

	private Message seal(Message message) {
		byte[] prefix = prefix(SEALED);
		ByteArray plain = serialize(message);
		byte[] body = this.cipher.seal(plain.getArray(), plain.getLength(), prefix);
		byte[] content = Arrays.copyOf(prefix, prefix.length + body.length);
		System.arraycopy(body, 0, content, prefix.length, body.length);
		Message sealed = new BytesMessage(message.getDest(), content).setFlag(message.getFlags(false), false);
		for (Message.TransientFlag flag : Message.TransientFlag.values()) {
			if (message.isFlagSet(flag)) {
				sealed.setFlag(flag);
			}
		}
		return sealed;
	}

	private static ByteArray serialize(Message message) {
		try {
			return Util.messageToBuffer(message);
		}
		catch (Exception ex) {
			throw new IllegalStateException("A message to " + message.getDest() + " cannot be written", ex);
		}
	}

	@Override
	public @Nullable Object up(Message message) {
		Message opened = open(message);
		return (opened != null) ? this.up_prot.up(opened) : null;
	}

	@Override
	public void up(MessageBatch batch) {
		FastArray<Message>.FastIterator messages = (FastArray<Message>.FastIterator) batch.iterator();
		while (messages.hasNext()) {
			Message opened = open(messages.next());
			if (opened != null) {
				messages.replace(opened);
			}
			else {
				messages.remove();
			}
		}
		if (!batch.isEmpty()) {
			this.up_prot.up(batch);
		}
	}

	private @Nullable Message open(Message message) {
		int length = message.getLength();
		byte[] content = message.hasArray()
				? Arrays.copyOfRange(message.getArray(), message.getOffset(), message.getOffset() + length)
				: new byte[0];
		if (content.length < PREFIX || content.length < PREFIX + (content[1] & 0xff)) {
			return null;
		}
		byte[] prefix = Arrays.copyOf(content, PREFIX + (content[1] & 0xff));
		String sender = new String(prefix, PREFIX, prefix.length - PREFIX, StandardCharsets.US_ASCII);
		if (!ADDRESS.matcher(sender).matches()) {
			return null;
		}
		if (content[0] == REFUSAL) {
			this.mismatches.refusedBy(sender);
			return null;
		}
		byte[] plain = this.cipher.open(content, prefix.length, content.length - prefix.length, prefix);
		if (plain == null) {
			if (this.mismatches.stranger(sender)) {
				refuse(sender);
			}
			return null;
		}
		return deserialize(plain);
	}

	private @Nullable Message deserialize(byte[] plain) {
		try {
			return Util.messageFromBuffer(plain, 0, plain.length);
		}
		catch (Exception ex) {
			this.log.warn("a message of another version is ignored: %s", ex);
			return null;
		}
	}

	// Only over a connection that is there: a sender cannot make us call anyone.

	private void refuse(String sender) {
		try {
			Address target = new IpAddress(sender);
			if (this.transport.printConnections().contains("\n" + sender + ": ")) {
				this.down_prot.down(
						new BytesMessage(target, prefix(REFUSAL)).setFlag(Message.Flag.OOB, Message.Flag.DONT_BUNDLE));
			}
		}
		catch (Exception ex) {
			this.log.debug("%s cannot be told: %s", sender, ex);
		}
	}

	private byte[] prefix(byte kind) {
		byte[] own = ownAddress();
		byte[] prefix = new byte[PREFIX + own.length];
		prefix[0] = kind;
		prefix[1] = (byte) own.length;
		System.arraycopy(own, 0, prefix, PREFIX, own.length);
		return prefix;
	}

	private byte[] ownAddress() {
		byte[] known = this.address;
		if (known == null) {
			Object found = this.down_prot.down(new Event(Event.GET_PHYSICAL_ADDRESS, this.local_addr));
			known = String.valueOf(found).getBytes(StandardCharsets.US_ASCII);
			this.address = known;
		}
		return known;
	}

}
