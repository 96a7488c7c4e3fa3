// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.limit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is large or does not say how long it is: counted while it is read,
 * taking memory in steps, and cut off at the cap.
 */
class LimitedBody extends HttpServletRequestWrapper {

	static final int STEP = 64 * 1024;

	private final long largest;

	private final BodyMemory.Share share;

	private @Nullable CountedStream stream;

	private @Nullable BufferedReader reader;

	LimitedBody(HttpServletRequest request, long largest, BodyMemory.Share share) {
		super(request);
		this.largest = largest;
		this.share = share;
	}

	@Override
	public ServletInputStream getInputStream() throws IOException {
		if (this.stream == null) {
			this.stream = new CountedStream(super.getInputStream());
		}
		return this.stream;
	}

	@Override
	public BufferedReader getReader() throws IOException {
		if (this.reader == null) {
			String encoding = getCharacterEncoding();
			Charset charset = (encoding != null) ? Charset.forName(encoding) : StandardCharsets.UTF_8;
			this.reader = new BufferedReader(new InputStreamReader(getInputStream(), charset));
		}
		return this.reader;
	}

	/**
	 * Counts what is read.
	 */
	private final class CountedStream extends ServletInputStream {

		private final ServletInputStream body;

		private long count;

		private long taken;

		private CountedStream(ServletInputStream body) {
			this.body = body;
		}

		@Override
		public int read() throws IOException {
			int value = this.body.read();
			if (value >= 0) {
				count(1);
			}
			return value;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int read = this.body.read(buffer, offset, length);
			if (read > 0) {
				count(read);
			}
			return read;
		}

		private void count(int bytes) {
			this.count += bytes;
			if (this.count > LimitedBody.this.largest) {
				throw new BodyTooLargeException(LimitedBody.this.largest);
			}
			while (this.count > this.taken) {
				LimitedBody.this.share.take(STEP);
				this.taken += STEP;
			}
		}

		@Override
		public boolean isFinished() {
			return this.body.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.body.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.body.setReadListener(listener);
		}

	}

}
