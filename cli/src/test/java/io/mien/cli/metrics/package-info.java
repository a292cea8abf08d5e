/** Tests of what processes tell. */
@NullMarked
package io.mien.cli.metrics;

import org.jspecify.annotations.NullMarked;
