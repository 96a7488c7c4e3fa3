// SPDX-License-Identifier: Apache-2.0

/**
 * A GitHub webhook service: checks deliveries, publishes them durably, consumes them and
 * shows what happened. Start at
 * {@link dev.sprocket.samples.webhooks.GitHubWebhookController}.
 */
@NullMarked
package dev.sprocket.samples.webhooks;

import org.jspecify.annotations.NullMarked;
