// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.limit;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Bounds how slowly a body may come, whoever reads it: a handler, or Tomcat for the
 * parameters of a form and the parts of an upload.
 */
class BodyRateValve extends ValveBase {

	private final long bytesPerSecond;

	BodyRateValve(long bytesPerSecond) {
		super(true);
		this.bytesPerSecond = bytesPerSecond;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		org.apache.coyote.Request connection = request.getCoyoteRequest();
		if (!(connection.getInputBuffer() instanceof PacedBody)) {
			connection.setInputBuffer(
					new PacedBody(connection, connection.getInputBuffer(), this.bytesPerSecond, System::nanoTime));
		}
		getNext().invoke(request, response);
	}

}
