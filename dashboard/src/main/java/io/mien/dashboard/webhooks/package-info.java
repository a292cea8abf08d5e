/**
 * Sends alerts to other programs over HTTP, as Standard Webhooks (www.standardwebhooks.com) has it. The entrance is
 * {@link io.mien.dashboard.webhooks.Webhook}.
 */
@NullMarked
package io.mien.dashboard.webhooks;

import org.jspecify.annotations.NullMarked;
