/**
 * Alerts: what is looked after ({@link io.mien.dashboard.alerts.AlertRule}), and what has come of it
 * ({@link io.mien.dashboard.alerts.Alerts}). It knows neither pages nor webhooks.
 */
@NullMarked
package io.mien.dashboard.alerts;

import org.jspecify.annotations.NullMarked;
