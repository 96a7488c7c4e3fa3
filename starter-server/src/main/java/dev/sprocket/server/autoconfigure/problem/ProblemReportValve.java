// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.problem;

import java.io.IOException;

import org.apache.catalina.Host;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.http.MediaType;

import dev.sprocket.context.RequestId;

/**
 * Answers what never reached the application: a request that the connector refused, such
 * as one with an oversized header.
 */
class ProblemReportValve extends ErrorReportValve {

	private static final int FIRST_ERROR = 400;

	private static final String REQUEST_ID = "X-Request-Id";

	private final ProblemWriter writer;

	private final boolean fillsEmpty;

	/**
	 * Create the valve.
	 * @param writer writes the problems
	 * @param fillsEmpty whether it also answers where a handler set no more than the
	 * status of an error
	 */
	ProblemReportValve(ProblemWriter writer, boolean fillsEmpty) {
		this.writer = writer;
		this.fillsEmpty = fillsEmpty;
	}

	/**
	 * Put this valve in the place of Tomcat's.
	 * @param factory the factory of the web server
	 */
	void install(ConfigurableTomcatWebServerFactory factory) {
		factory.addContextCustomizers((context) -> replaceIn((Host) context.getParent()));
	}

	private void replaceIn(Host host) {
		for (Valve valve : host.getPipeline().getValves()) {
			if (valve instanceof ErrorReportValve) {
				host.getPipeline().removeValve(valve);
			}
		}
		if (host instanceof StandardHost standard) {
			standard.setErrorReportValveClass("");
		}
		host.getPipeline().addValve(this);
	}

	@Override
	protected void report(Request request, Response response, Throwable throwable) {
		int status = response.getStatus();
		if (status < FIRST_ERROR || response.getContentWritten() > 0 || !isLeftToAnswer(response)) {
			return;
		}
		String requestId = requestId(request, response);
		byte[] body = this.writer.toJson(Problem.of(status), instance(request), requestId);
		try {
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			response.setContentLength(body.length);
			response.getOutputStream().write(body);
			response.finishResponse();
		}
		catch (IOException ex) {
			getContainer().getLogger().debug("The caller left before its error was written", ex);
		}
	}

	private boolean isLeftToAnswer(Response response) {
		return response.setErrorReported() || (this.fillsEmpty && !response.isError() && !response.isCommitted());
	}

	private static String requestId(Request request, Response response) {
		String echoed = response.getHeader(REQUEST_ID);
		if (echoed != null) {
			return echoed;
		}
		String id = RequestId.accept(request.getHeader(REQUEST_ID));
		response.setHeader(REQUEST_ID, id);
		return id;
	}

	private static String instance(Request request) {
		String uri = request.getRequestURI();
		return (uri != null) ? uri : "";
	}

}
