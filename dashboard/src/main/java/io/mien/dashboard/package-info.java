/**
 * The live page and its HTTP API over the topic of readings. {@link io.mien.dashboard.Dashboard} is the entrance; behind
 * it a thread follows Kafka ({@code ReadingsConsumer}), a bounded model holds what a page shows ({@code DashboardState})
 * and a small web server shows it ({@code DashboardServer}).
 */
@NullMarked
package io.mien.dashboard;

import org.jspecify.annotations.NullMarked;
