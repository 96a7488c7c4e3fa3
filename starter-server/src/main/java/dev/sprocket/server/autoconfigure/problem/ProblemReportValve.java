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

	ProblemReportValve(ProblemWriter writer) {
		this.writer = writer;
	}

	/**
	 * Put this valve in the place of Tomcat's.
	 * @param factory the factory of the web server
	 * @param writer writes the problems
	 */
	static void install(ConfigurableTomcatWebServerFactory factory, ProblemWriter writer) {
		factory.addContextCustomizers((context) -> replace((Host) context.getParent(), writer));
	}

	private static void replace(Host host, ProblemWriter writer) {
		for (Valve valve : host.getPipeline().getValves()) {
			if (valve instanceof ErrorReportValve) {
				host.getPipeline().removeValve(valve);
			}
		}
		if (host instanceof StandardHost standard) {
			standard.setErrorReportValveClass("");
		}
		host.getPipeline().addValve(new ProblemReportValve(writer));
	}

	@Override
	protected void report(Request request, Response response, Throwable throwable) {
		int status = response.getStatus();
		if (status < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
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

	private static String requestId(Request request, Response response) {
		String echoed = response.getHeader(REQUEST_ID);
		if (echoed != null) {
			return echoed;
		}
		String given = request.getHeader(REQUEST_ID);
		String id = (given != null && RequestId.isWellFormed(given)) ? given : RequestId.next();
		response.setHeader(REQUEST_ID, id);
		return id;
	}

	private static String instance(Request request) {
		String uri = request.getRequestURI();
		return (uri != null) ? uri : "";
	}

}
