// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.ArrayList;
import java.util.List;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;

/**
 * The forms in which answers are given.
 */
enum AnswerFormat {

	/** One JSON value. */
	JSON(MediaType.APPLICATION_JSON, List.of(MediaType.APPLICATION_JSON)),

	/** One JSON value a line. */
	LINES(MediaType.APPLICATION_NDJSON, List.of(MediaType.APPLICATION_NDJSON, MediaType.APPLICATION_JSON)),

	/** Server-sent events. */
	EVENTS(MediaType.TEXT_EVENT_STREAM, List.of(MediaType.TEXT_EVENT_STREAM));

	private final MediaType contentType;

	private final List<MediaType> accepted;

	AnswerFormat(MediaType contentType, List<MediaType> accepted) {
		this.contentType = contentType;
		this.accepted = accepted;
	}

	/**
	 * Choose what a caller accepts.
	 * @param headers the headers of the request
	 * @param offered the formats there are, the default first
	 * @return the format that the caller likes best
	 * @throws RefusedRequestException if there is none
	 */
	static AnswerFormat choose(HttpHeaders headers, AnswerFormat... offered) {
		List<MediaType> ranges = ranges(headers, offered);
		if (ranges.isEmpty()) {
			return offered[0];
		}
		for (MediaType range : ranges) {
			for (AnswerFormat format : offered) {
				if (range.getQualityValue() > 0 && format.accepted.stream().anyMatch(range::includes)) {
					return format;
				}
			}
		}
		throw notAcceptable(offered);
	}

	private static List<MediaType> ranges(HttpHeaders headers, AnswerFormat... offered) {
		try {
			List<MediaType> ranges = new ArrayList<>(headers.getAccept());
			MimeTypeUtils.sortBySpecificity(ranges);
			ranges.sort((one, other) -> Double.compare(other.getQualityValue(), one.getQualityValue()));
			return ranges;
		}
		catch (InvalidMediaTypeException | InvalidMimeTypeException ex) {
			throw notAcceptable(offered);
		}
	}

	private static RefusedRequestException notAcceptable(AnswerFormat... offered) {
		List<String> types = List.of(offered).stream().map((format) -> format.contentType.toString()).toList();
		return new RefusedRequestException(Problem.of(HttpStatus.NOT_ACCEPTABLE,
				"No answer is available in a form that the Accept header asks for: there is "
						+ String.join(" and ", types) + "."));
	}

	String contentType() {
		return this.contentType.toString();
	}

	/**
	 * Return what may stand between two messages and means nothing to who reads them.
	 * @return a comment, or white space that does not end a line
	 */
	String heartbeat() {
		return (this == EVENTS) ? ":\n\n" : " ";
	}

	String message(String json) {
		return (this == EVENTS) ? "data: " + json + "\n\n" : json + "\n";
	}

	String error(String json) {
		return (this == EVENTS) ? "event: error\ndata: " + json + "\n\n" : json + "\n";
	}

}
