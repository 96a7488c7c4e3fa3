// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.violation;

import dev.sprocket.pubsub.Publisher;

class CallsTheEngine {

	void publish(Publisher publisher) {
		publisher.flush();
	}

}
