/**
 * Benchmarks of the whole system. Each is a program that prints one line: figures, and their ratio to a reference measured
 * in the same run.
 */
@NullMarked
package io.mien.bench;

import org.jspecify.annotations.NullMarked;
