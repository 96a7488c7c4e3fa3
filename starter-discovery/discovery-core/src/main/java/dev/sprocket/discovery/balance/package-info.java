// SPDX-License-Identifier: Apache-2.0

/**
 * One load balancer for clients of any transport; begin with
 * {@link dev.sprocket.discovery.balance.Balancer}.
 * <p>
 * A client makes an endpoint for each instance it knows, names those it can call now as
 * candidates, and for each call picks one, begins an attempt on it and says how the
 * attempt ended. Nothing runs in the background; all rules are applied when a call is
 * picked or ends.
 * <ul>
 * <li><b>Two choices.</b> A pick draws two different candidates at random and takes the
 * one with the lower cost. Two choices already bring the longest queue close to the
 * average one, and, unlike a choice among all, do not send every client to the same
 * endpoint (M. Mitzenmacher, <i>The Power of Two Choices in Randomized Load
 * Balancing</i>, IEEE TPDS 12(10), 2001). They are drawn without replacement: with
 * replacement half of the picks among two endpoints are no choice.</li>
 * <li><b>Cost.</b> The expected latency times the calls in flight, the new one included.
 * The latency is a peak-sensitive average with a decay by time, as in Finagle's
 * {@code PeakEwma}: a slower answer counts at once, a faster one in proportion to the
 * time that passed. Without answers it decays, so that an endpoint that was slow is tried
 * again.</li>
 * <li><b>Cold endpoints.</b> An endpoint whose latency is unknown may have one call for
 * free; while that is in flight a further one is expected to take 1 s.</li>
 * <li><b>Slow start.</b> A new or returned endpoint takes part in comparisons with a
 * chance that grows linearly from 10 % over the window, relative to the other's (the
 * shape is that of Envoy's slow start mode, which scales weights). Endpoints that start
 * together are equals, so a client that has just started balances as ever.</li>
 * <li><b>Failures are slow.</b> A failed call counts as twice the endpoint's last
 * latency, doubled again for each further failure in a row (a minute at most; 1 s if it
 * has not answered yet), or as the time it took if that is longer: an endpoint that fails
 * at once must not look fast. It is not more, so that a stray failure does not drive all
 * calls to the others.</li>
 * <li><b>Ejection.</b> After 5 failures in a row an endpoint is ejected, for 10 s times
 * the number of ejections in a row, 5 min at most, plus or minus 10 % (as Envoy's outlier
 * detection; gRFC A50 has no consecutive failures). Then one call goes to it as a probe:
 * if it succeeds, the endpoint returns with a slow start and no past; if it fails, the
 * next, longer ejection begins; if it has not ended after another 10 s, one more is sent.
 * The row is over once the endpoint has been in service for as long as its last ejection
 * was meant to last.</li>
 * <li><b>Refused connections.</b> Where nobody listens, the endpoint is ejected after one
 * call, with a probe and a return as above. The call never left, so a caller may pick
 * again for it (a transparent retry in the words of gRFC A6). If nobody listens anywhere,
 * the endpoint that refused longest ago is next.</li>
 * <li><b>Panic.</b> If more than half of the candidates that take connections are
 * ejected, ejections are ignored (Envoy's panic threshold), and a call that succeeds
 * brings its endpoint back.</li>
 * </ul>
 */
@NullMarked
package dev.sprocket.discovery.balance;

import org.jspecify.annotations.NullMarked;
