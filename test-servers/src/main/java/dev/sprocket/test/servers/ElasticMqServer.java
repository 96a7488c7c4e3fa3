// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * ElasticMQ, which speaks the protocol of SQS, started once for all tests of this JVM.
 */
public final class ElasticMqServer {

	private static @Nullable LoopbackServer running;

	private ElasticMqServer() {
	}

	/**
	 * Start the server unless it runs.
	 * @return its address
	 */
	public static synchronized URI start() {
		if (running == null) {
			try {
				running = launch();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return running.address();
	}

	private static LoopbackServer launch() throws IOException {
		Path folder = Files.createTempDirectory("sprocket-elasticmq");
		int port = ServiceProcess.freePort();
		Files.writeString(folder.resolve("server.conf"), """
				include classpath("application.conf")
				rest-sqs { enabled = true, bind-hostname = "127.0.0.1", bind-port = %1$d, sqs-limits = strict }
				rest-stats { enabled = false }
				node-address { protocol = http, host = "127.0.0.1", port = %1$d, context-path = "" }
				""".formatted(port));
		return LoopbackServer.start(folder, List.of(ServiceProcess.java(), "-Xmx128m", "-Dconfig.file=server.conf",
				"-cp", classPath(), "org.elasticmq.server.Main"), port);
	}

	private static String classPath() throws IOException {
		try (InputStream resource = ElasticMqServer.class.getResourceAsStream("elasticmq.classpath")) {
			if (resource == null) {
				throw new IllegalStateException("The build of test-servers did not write elasticmq.classpath");
			}
			return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
