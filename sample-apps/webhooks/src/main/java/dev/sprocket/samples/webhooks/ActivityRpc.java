// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import com.google.protobuf.util.Timestamps;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.springframework.grpc.server.service.GrpcService;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ServiceException;
import dev.sprocket.samples.webhooks.v1.ActivityServiceGrpc;
import dev.sprocket.samples.webhooks.v1.GetActivityRequest;
import dev.sprocket.samples.webhooks.v1.ListRecentRequest;
import dev.sprocket.samples.webhooks.v1.ListRecentResponse;
import dev.sprocket.samples.webhooks.v1.RecentDelivery;
import dev.sprocket.samples.webhooks.v1.Totals;
import dev.sprocket.samples.webhooks.v1.WatchActivityRequest;

/**
 * Answers what happened by RPC, and as JSON at the paths of its proto.
 */
@GrpcService
class ActivityRpc extends ActivityServiceGrpc.ActivityServiceImplBase {

	private static final int RECENT = 20;

	private final Activity activity;

	private final ActivityStream stream;

	ActivityRpc(Activity activity, ActivityStream stream) {
		this.activity = activity;
		this.stream = stream;
	}

	@Override
	public void getActivity(GetActivityRequest request, StreamObserver<Totals> answer) {
		answer.onNext(message(this.activity.totals()));
		answer.onCompleted();
	}

	@Override
	public void listRecent(ListRecentRequest request, StreamObserver<ListRecentResponse> answer) {
		int limit = request.hasLimit() ? request.getLimit() : RECENT;
		if (limit < 1 || limit > Activity.REMEMBERED) {
			throw new ServiceException(ErrorCode.INVALID_ARGUMENT, "LIMIT_OUT_OF_RANGE",
					"limit must be 1 to " + Activity.REMEMBERED + ", not " + limit);
		}
		ListRecentResponse.Builder response = ListRecentResponse.newBuilder();
		this.activity.recent(limit).forEach((entry) -> response.addDeliveries(message(entry)));
		answer.onNext(response.build());
		answer.onCompleted();
	}

	@Override
	public void watchActivity(WatchActivityRequest request, StreamObserver<Totals> answer) {
		this.stream.watch((ServerCallStreamObserver<Totals>) answer);
	}

	static Totals message(Activity.Totals totals) {
		return Totals.newBuilder()
			.setDeliveries(totals.deliveries())
			.putAllByEvent(totals.byEvent())
			.putAllByRepository(totals.byRepository())
			.build();
	}

	private static RecentDelivery message(Activity.Entry entry) {
		RecentDelivery.Builder delivery = RecentDelivery.newBuilder()
			.setDelivery(entry.delivery())
			.setEvent(entry.event())
			.setReceivedAt(Timestamps.fromMillis(entry.receivedAt().toEpochMilli()));
		if (entry.action() != null) {
			delivery.setAction(entry.action());
		}
		if (entry.repository() != null) {
			delivery.setRepository(entry.repository());
		}
		if (entry.sender() != null) {
			delivery.setSender(entry.sender());
		}
		return delivery.build();
	}

}
