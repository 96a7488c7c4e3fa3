// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.lifecycle;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.Acceptor.AcceptorState;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Tomcat's endpoint, which serves the connections that the kernel has made and nobody has
 * accepted before it closes the port. Closing it at once resets them, and their clients
 * have often sent a request by then.
 */
class BacklogEndpoint extends NioEndpoint {

	@Override
	protected void doCloseServerSocket() throws IOException {
		boolean accepting = this.acceptor != null && this.acceptor.getState() == AcceptorState.RUNNING;
		if (isServing() && !accepting && getServerSocket() instanceof ServerSocketChannel port) {
			acceptBacklog(port);
		}
		super.doCloseServerSocket();
	}

	/**
	 * Bounded by what the backlog can hold, so that clients who come faster than they are
	 * accepted cannot keep the port open.
	 * @param port the port, on which no other thread waits
	 * @throws IOException if the port is broken
	 */
	private void acceptBacklog(ServerSocketChannel port) throws IOException {
		port.configureBlocking(false);
		for (int left = getAcceptCount() + 1; left > 0; left--) {
			SocketChannel waiting = port.accept();
			if (waiting == null) {
				return;
			}
			serve(waiting);
		}
	}

	/**
	 * What the acceptor accepts while it is told to stop it would drop.
	 */
	@Override
	protected void destroySocket(SocketChannel socket) {
		boolean accepted = isServing() && socket.isOpen() && socket.isBlocking();
		if (!accepted || !serve(socket)) {
			super.destroySocket(socket);
		}
	}

	/**
	 * Hand a connection to the poller, as the acceptor does.
	 * @param socket the connection, which is blocking until this is tried
	 * @return whether it is served
	 */
	private boolean serve(SocketChannel socket) {
		try {
			socket.configureBlocking(false);
		}
		catch (IOException ex) {
			return false;
		}
		boolean served = setSocketOptions(socket);
		if (!served) {
			closeSocket(socket);
		}
		return served;
	}

	private boolean isServing() {
		return isRunning() && !isPaused();
	}

}
