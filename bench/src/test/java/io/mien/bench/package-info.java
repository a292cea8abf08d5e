/** Tests of the benchmarks' arithmetic, and that the benchmarks run; nothing here is timed. */
@NullMarked
package io.mien.bench;

import org.jspecify.annotations.NullMarked;
