// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.AtomicForward;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Settlement;
import dev.sprocket.pubsub.spi.Support;

/**
 * A backend that fails when told to, can declare less than it can do, and shows what
 * reached the backend behind it. Thread-safe.
 */
public final class FaultyBackend implements Backend {

	private final Backend delegate;

	private final Capabilities capabilities;

	private final FaultLine line = new FaultLine();

	private final @Nullable Outbox outbox;

	private final Set<Receiver> receivers = ConcurrentHashMap.newKeySet();

	/**
	 * Create a backend that has no fault yet.
	 * @param delegate the backend behind it
	 */
	public FaultyBackend(Backend delegate) {
		this(delegate, UnaryOperator.identity());
	}

	private FaultyBackend(Backend delegate, UnaryOperator<Capabilities> change) {
		this(delegate, change.apply(delegate.capabilities()), null);
	}

	private FaultyBackend(Backend delegate, Capabilities capabilities, @Nullable Sender enlisted) {
		this.delegate = delegate;
		this.capabilities = capabilities;
		this.outbox = (enlisted != null) ? new TransactionOutbox(this.line, new FaultySender(enlisted, this.line))
				: delegate.outbox();
	}

	// Return a backend that joins the transactions of Spring.

	static FaultyBackend inTransactions(Backend delegate) {
		Capabilities declared = delegate.capabilities();
		Map<Capability, Support> support = new EnumMap<>(declared.support());
		support.put(Capability.TRANSACTIONAL_PUBLISH, Support.NATIVE);
		return new FaultyBackend(delegate,
				new Capabilities(support, declared.cumulative(), declared.maxIdle(), declared.limits()),
				delegate.openSender());
	}

	// Return an outbox beside this backend that joins the transactions of Spring.

	Outbox outboxInTransactions() {
		return new TransactionOutbox(this.line, new FaultySender(this.delegate.openSender(), this.line));
	}

	FaultLine line() {
		return this.line;
	}

	/**
	 * Return a backend that declares {@link Support#NONE} for some capabilities. Without
	 * {@link Capability#UNCOUNTED_RELEASE} it counts what is given back untried.
	 * @param delegate the backend behind it
	 * @param missing what it does not declare
	 * @return the backend
	 */
	public static FaultyBackend without(Backend delegate, Capability... missing) {
		return new FaultyBackend(delegate, (declared) -> {
			Map<Capability, Support> support = new EnumMap<>(declared.support());
			support.keySet().removeAll(Set.of(missing));
			return new Capabilities(support, declared.cumulative(), declared.maxIdle(), declared.limits());
		});
	}

	/**
	 * Return a backend with other limits.
	 * @param delegate the backend behind it
	 * @param change changes the limits
	 * @return the backend
	 */
	public static FaultyBackend withLimits(Backend delegate, UnaryOperator<Limits> change) {
		return new FaultyBackend(delegate, (declared) -> new Capabilities(declared.support(), declared.cumulative(),
				declared.maxIdle(), change.apply(declared.limits())));
	}

	/**
	 * Let messages fail to be stored, dead letters included.
	 * @param times how many
	 * @param kind how
	 * @param which which messages
	 */
	public void failSends(int times, ErrorKind kind, Predicate<OutboundMessage> which) {
		this.line.sends().fail(times, kind, which);
	}

	/**
	 * Let messages get lost although they are reported as stored, as a broker without
	 * durability would.
	 * @param times how many
	 * @param which which messages
	 */
	public void loseSends(int times, Predicate<OutboundMessage> which) {
		this.line.losses().fail(times, ErrorKind.UNAVAILABLE, which);
	}

	/**
	 * Let messages be stored twice, as after a lost answer.
	 * @param times how many
	 * @param which which messages
	 */
	public void doubleSends(int times, Predicate<OutboundMessage> which) {
		this.line.doubles().fail(times, ErrorKind.UNAVAILABLE, which);
	}

	/**
	 * Let settlements fail: they do not reach the backend.
	 * @param times how many
	 * @param which which settlements
	 */
	public void failSettlements(int times, Predicate<Settlement> which) {
		this.line.settlements().fail(times, ErrorKind.UNAVAILABLE, which);
	}

	/**
	 * Let questions fail for which keys messages wait.
	 * @param times how many
	 */
	public void failLookups(int times) {
		this.line.lookups().fail(times, ErrorKind.UNAVAILABLE, (topic) -> true);
	}

	/**
	 * Let calls of {@link Receiver#receive} fail.
	 * @param times how many
	 */
	public void failReceives(int times) {
		this.line.receives().fail(times, ErrorKind.UNAVAILABLE, (spec) -> true);
	}

	/**
	 * Let every sender and receiver fail to close, after it did.
	 */
	public void failCloses() {
		this.line.closes().fail(Integer.MAX_VALUE, ErrorKind.UNAVAILABLE, (name) -> true);
	}

	/**
	 * Never answer a send again: what is sent is lost and its future stays open.
	 */
	public void swallowSends() {
		this.line.swallow();
	}

	/**
	 * End all faults but {@link #cut()} and {@link #swallowSends()}.
	 */
	public void heal() {
		this.line.heal();
	}

	/**
	 * Never let a call through again, as if the process were killed: nothing is settled,
	 * released or closed any more. Returns when no call is under way.
	 */
	public void cut() {
		this.line.cut();
		Patience.DEFAULT.until("calls under way to end", () -> {
			this.receivers.forEach(Receiver::wakeup);
			return this.line.isIdle();
		});
	}

	/**
	 * Return what was stored, in the order of the calls.
	 * @return a copy
	 */
	public List<OutboundMessage> sent() {
		return this.line.sent();
	}

	/**
	 * Return what was settled, in the order of the calls.
	 * @return a copy
	 */
	public List<Settlement> settled() {
		return this.line.settled();
	}

	int received() {
		return this.line.received();
	}

	List<String> acknowledged() {
		return this.line.acknowledged();
	}

	@Override
	public String name() {
		return this.delegate.name();
	}

	@Override
	public Capabilities capabilities() {
		return this.capabilities;
	}

	@Override
	public Sender openSender() {
		return new FaultySender(this.delegate.openSender(), this.line);
	}

	@Override
	public Receiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		Receiver receiver = this.line.call(() -> this.delegate.openReceiver(spec, listener));
		this.receivers.add(receiver);
		return new FaultyReceiver(receiver, spec, this.line, !has(Capability.UNCOUNTED_RELEASE));
	}

	@Override
	public void declareGroup(String topic, String group) {
		this.line.call(() -> {
			this.delegate.declareGroup(topic, group);
			return true;
		});
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		return this.delegate.removeGroup(topic, group);
	}

	@Override
	public Lag lag(String topic, String group) {
		return this.delegate.lag(topic, group);
	}

	@Override
	public @Nullable Outbox outbox() {
		return has(Capability.TRANSACTIONAL_PUBLISH) ? this.outbox : null;
	}

	@Override
	public @Nullable AtomicForward atomicForward() {
		AtomicForward forward = this.delegate.atomicForward();
		return (forward != null && has(Capability.ATOMIC_FORWARD)) ? new FaultyForward(forward, this.line) : null;
	}

	@Override
	public @Nullable Browser browser() {
		Browser browser = this.delegate.browser();
		return (browser != null && has(Capability.BROWSE)) ? new FaultyBrowser(browser, this.line) : null;
	}

	@Override
	public boolean isLocal() {
		return this.delegate.isLocal();
	}

	@Override
	public void check() {
		this.line.call(() -> {
			this.delegate.check();
			return true;
		});
	}

	@Override
	public void close() {
		if (!this.line.isCut()) {
			this.delegate.close();
		}
	}

	private boolean has(Capability capability) {
		return this.capabilities.of(capability) != Support.NONE;
	}

}
