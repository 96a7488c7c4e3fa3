// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.echo.load;

import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;

/**
 * Loads one server after the other: one process for all of them, so that its own JIT
 * compiler treats them alike. Reads lines {@code PORT CALLS IN_FLIGHT} and answers each
 * with calls a second, or with {@code failed} and why.
 */
public final class EchoLoad {

	private EchoLoad() {
	}

	/**
	 * Serve lines until there are no more.
	 * @param args not used
	 * @throws InterruptedException if the process is told to end
	 */
	public static void main(String[] args) throws InterruptedException {
		Map<Integer, ManagedChannel> channels = new HashMap<>();
		Scanner lines = new Scanner(System.in);
		while (lines.hasNextInt()) {
			ManagedChannel channel = channels.computeIfAbsent(lines.nextInt(), EchoLoad::connect);
			channel.resetConnectBackoff();
			System.out.println(new CallsInFlight(channel, lines.nextInt()).run(lines.nextInt()));
		}
		channels.values().forEach(ManagedChannel::shutdownNow);
	}

	private static ManagedChannel connect(int port) {
		return Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
			.directExecutor()
			.build();
	}

}
