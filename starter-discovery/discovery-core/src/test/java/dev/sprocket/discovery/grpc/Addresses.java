// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import org.jspecify.annotations.Nullable;

/**
 * A name whose addresses the test changes.
 */
final class Addresses extends NameResolverProvider implements AutoCloseable {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final String scheme = "addresses" + NUMBER.incrementAndGet();

	private volatile StatusOr<List<EquivalentAddressGroup>> current;

	private volatile @Nullable Resolver resolver;

	Addresses(Backend... backends) {
		this.current = groups(backends);
		NameResolverRegistry.getDefaultRegistry().register(this);
	}

	String target() {
		return this.scheme + ":///speaker";
	}

	void change(Backend... backends) {
		change(groups(backends));
	}

	void fail(Status status) {
		change(StatusOr.fromStatus(status));
	}

	private void change(StatusOr<List<EquivalentAddressGroup>> next) {
		this.current = next;
		Resolver started = this.resolver;
		if (started != null) {
			started.context.execute(started::tell);
		}
	}

	private static StatusOr<List<EquivalentAddressGroup>> groups(Backend... backends) {
		return StatusOr.fromValue(Stream.of(backends)
			.map((backend) -> new EquivalentAddressGroup((SocketAddress) backend.address()))
			.toList());
	}

	@Override
	public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
		return new Resolver(arguments.getSynchronizationContext());
	}

	@Override
	public String getDefaultScheme() {
		return this.scheme;
	}

	@Override
	protected boolean isAvailable() {
		return true;
	}

	@Override
	protected int priority() {
		return 5;
	}

	@Override
	public void close() {
		NameResolverRegistry.getDefaultRegistry().deregister(this);
	}

	private final class Resolver extends NameResolver {

		private final io.grpc.SynchronizationContext context;

		private @Nullable Listener2 listener;

		private Resolver(io.grpc.SynchronizationContext context) {
			this.context = context;
		}

		@Override
		public String getServiceAuthority() {
			return "speaker";
		}

		@Override
		public void start(Listener2 listener) {
			this.listener = listener;
			Addresses.this.resolver = this;
			tell();
		}

		private void tell() {
			if (this.listener != null) {
				this.listener
					.onResult2(ResolutionResult.newBuilder().setAddressesOrError(Addresses.this.current).build());
			}
		}

		@Override
		public void shutdown() {
		}

	}

}
