/** What each process tells Prometheus and its supervisor: numbers, and whether it is well. docs/metrics.md lists all names. */
@NullMarked
package io.mien.cli.metrics;

import org.jspecify.annotations.NullMarked;
