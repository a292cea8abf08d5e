/** What each process tells Prometheus and whoever looks after it: numbers, and whether it is well. docs/metrics.md lists all names. */
@NullMarked
package io.mien.cli.metrics;

import org.jspecify.annotations.NullMarked;
