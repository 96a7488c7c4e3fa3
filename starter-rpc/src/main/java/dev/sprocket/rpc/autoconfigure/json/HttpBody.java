// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Reads the body of a request as text.
 */
final class HttpBody {

	private static final Set<String> BODILESS = Set.of("GET", "HEAD");

	private final int largest;

	/**
	 * Create a reader.
	 * @param largest how many bytes a body may have
	 */
	HttpBody(long largest) {
		this.largest = (int) Math.min(largest, Integer.MAX_VALUE - 1);
	}

	/**
	 * Read the body.
	 * @param request the request
	 * @return the body, empty if there is none
	 * @throws IOException if the caller is gone
	 * @throws RefusedRequestException if it is not said to be JSON, too large or no UTF-8
	 */
	String read(HttpServletRequest request) throws IOException {
		if (request.getContentLengthLong() > this.largest) {
			throw tooLarge();
		}
		if (announcesBody(request)) {
			requireJson(request);
		}
		byte[] body = request.getInputStream().readNBytes(this.largest + 1);
		if (body.length > this.largest) {
			throw tooLarge();
		}
		if (body.length == 0) {
			return "";
		}
		requireJson(request);
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new RefusedRequestException(
					Problem.of(HttpStatus.BAD_REQUEST.value(), "MALFORMED_BODY", "The body is not UTF-8."));
		}
	}

	/**
	 * Return whether the request says that it has a body of some type. A form counts even
	 * if nothing says how long it is, as in HTTP/2: filters read forms, and who reads
	 * after them finds nothing.
	 * @param request the request
	 * @return {@code true} if there is something to read, or was
	 */
	private static boolean announcesBody(HttpServletRequest request) {
		String type = request.getContentType();
		if (type == null) {
			return false;
		}
		long length = request.getContentLengthLong();
		return length > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
				|| (length < 0 && isForm(type) && !BODILESS.contains(request.getMethod()));
	}

	private static boolean isForm(String contentType) {
		String type = contentType.toLowerCase(Locale.ROOT);
		return type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE) || type.startsWith("multipart/");
	}

	private static void requireJson(HttpServletRequest request) {
		if (!isJson(request.getContentType())) {
			throw new RefusedRequestException(Problem
				.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The content type is not supported here: send application/json.")
				.withHeader(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE));
		}
		String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
		if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
			throw new RefusedRequestException(Problem
				.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The content encoding is not supported here: send it as it is.")
				.withHeader(HttpHeaders.ACCEPT_ENCODING, "identity"));
		}
	}

	private static boolean isJson(@Nullable String contentType) {
		if (contentType == null) {
			return false;
		}
		try {
			MediaType type = MediaType.parseMediaType(contentType);
			Charset charset = type.getCharset();
			return MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type)
					&& (charset == null || charset.equals(StandardCharsets.UTF_8));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private RefusedRequestException tooLarge() {
		return new RefusedRequestException(Problem.of(HttpStatus.CONTENT_TOO_LARGE,
				"The request body is too large: at most " + this.largest + " bytes are accepted here."));
	}

}
