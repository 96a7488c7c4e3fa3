// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.MergeView;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the others, made in the background and tried for ever.
 */
final class Cluster implements Receiver {

	private static final Logger logger = LoggerFactory.getLogger(Cluster.class);

	private static final int AGAIN_SECONDS = 2;

	private static final long PATIENCE_MILLIS = 1000;

	private final String group;

	private final ChannelFactory channels;

	private final Listener listener;

	private final CountDownLatch leaving = new CountDownLatch(1);

	private final Thread joining;

	private volatile @Nullable JChannel channel;

	private @Nullable String problem;

	Cluster(String group, ChannelFactory channels, Listener listener) {
		this.group = group;
		this.channels = channels;
		this.listener = listener;
		this.joining = new Thread(this::joinAtLast, "sprocket-membership-join");
		this.joining.setDaemon(true);
	}

	void join() {
		this.joining.start();
	}

	private void joinAtLast() {
		try {
			while (!tryToJoin()) {
				if (this.leaving.await(AGAIN_SECONDS, TimeUnit.SECONDS)) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean tryToJoin() {
		JChannel attempt = null;
		try {
			attempt = this.channels.create(this::isWanted);
			attempt.setReceiver(this);
			attempt.connect(this.group);
			if (!takeOver(attempt)) {
				close(attempt);
			}
			return true;
		}
		catch (Exception ex) {
			report(ex);
			if (attempt != null) {
				close(attempt);
			}
			return false;
		}
	}

	private synchronized boolean takeOver(JChannel connected) {
		if (!isWanted()) {
			return false;
		}
		this.channel = connected;
		this.listener.joined(connected.getAddress(), connected.getName() + " at " + ChannelFactory.address(connected));
		return true;
	}

	private void close(JChannel channel) {
		try {
			this.channels.withdraw(channel);
		}
		finally {
			channel.close();
		}
	}

	private void report(Exception failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		String message = String.valueOf(cause.getMessage());
		if (isWanted() && !message.equals(this.problem)) {
			this.problem = message;
			logger.warn("{}: not joined, tried again every {} s: {} (see sprocket.discovery.embedded.*)", this.group,
					AGAIN_SECONDS, message);
		}
	}

	private boolean isWanted() {
		return this.leaving.getCount() > 0;
	}

	boolean isJoined() {
		JChannel current = this.channel;
		return current != null && current.isConnected();
	}

	/**
	 * Send something.
	 * @param target to whom
	 * @param content what
	 */
	void send(Address target, byte[] content) {
		JChannel current = this.channel;
		if (current == null) {
			return;
		}
		try {
			current.send(new BytesMessage(target, content));
		}
		catch (Exception ex) {
			logger.debug("{}: not sent to {}", this.group, target, ex);
		}
	}

	/**
	 * Leave, so that the others know at once. An attempt to join that is under way is
	 * waited for only a moment: it leaves by itself when it is through.
	 */
	void leave() {
		JChannel current;
		synchronized (this) {
			this.leaving.countDown();
			current = this.channel;
		}
		if (current != null) {
			close(current);
			return;
		}
		try {
			this.joining.join(PATIENCE_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void viewAccepted(View view) {
		this.listener.members(List.copyOf(view.getMembers()), view instanceof MergeView);
	}

	@Override
	public void receive(Message message) {
		byte[] content = new byte[message.getLength()];
		System.arraycopy(message.getArray(), message.getOffset(), content, 0, content.length);
		this.listener.received(message.getSrc(), content);
	}

	/**
	 * Is told what happens, by threads of JGroups.
	 */
	interface Listener {

		/**
		 * This process is a member now.
		 * @param self how it is known
		 * @param name how it is called
		 */
		void joined(Address self, String name);

		/**
		 * The members changed.
		 * @param members all of them
		 * @param merged whether parts found together again that did not hear each other
		 */
		void members(List<Address> members, boolean merged);

		/**
		 * A member sent something.
		 * @param sender the member
		 * @param content what it sent
		 */
		void received(Address sender, byte[] content);

	}

}
